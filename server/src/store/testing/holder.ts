import { openDatabase } from '../database.ts'

/** Holds the database at the path of the first argument until it is killed. */
const database = openDatabase(process.argv[2]!)
process.stdout.write('held\n')
setInterval(() => database.meta.position('folded_position'), 1000)
