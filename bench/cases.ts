import { admin } from './cases/admin.ts'
import { heartbeat } from './cases/heartbeat.ts'
import { hubMemory } from './cases/hub-memory.ts'
import { ingest } from './cases/ingest.ts'
import { killHalfWay } from './cases/kill-half-way.ts'
import { push } from './cases/push.ts'
import { sync } from './cases/sync.ts'
import { unchanged } from './cases/unchanged.ts'
import type { BenchCase } from './result.ts'

export const CASES: BenchCase[] = [ingest, heartbeat, unchanged, push, hubMemory, sync, killHalfWay, admin]
