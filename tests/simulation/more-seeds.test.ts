import { describeSeeds } from './seeds.ts'

// A file of its own, so that both halves are lived through at the same time.
describeSeeds(101, 200)
