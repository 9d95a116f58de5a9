import Sqlite from 'better-sqlite3'
import { parentPort } from 'node:worker_threads'

/** What became of a checkpoint; `failure` is in words. */
export interface CheckpointAnswer {
  failure: string | null
}

/** Runs in a thread of its own, started by `checkpoint`. Opened each time: whoever closes a database last tidies it up. */
parentPort?.on('message', (path: string) => {
  const answer = (failure: string | null): void => parentPort!.postMessage({ failure } satisfies CheckpointAnswer, [])
  try {
    const sqlite = new Sqlite(path, { fileMustExist: true })
    try {
      sqlite.pragma('synchronous = FULL')
      sqlite.pragma('fullfsync = ON')
      sqlite.pragma('checkpoint_fullfsync = ON')
      sqlite.pragma('wal_checkpoint(passive)')
    } finally {
      sqlite.close()
    }
    answer(null)
  } catch (error) {
    answer(error instanceof Error ? error.message : String(error))
  }
})
