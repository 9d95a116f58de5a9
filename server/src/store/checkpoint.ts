import { CodedError } from '@chroniton/shared/contract/errors'
import { Worker } from 'node:worker_threads'
import type { CheckpointAnswer } from './checkpoint-worker.ts'

interface Request {
  resolve(): void
  reject(error: unknown): void
}

/** The thread that serves every database of this process; it does not keep the process alive. */
let thread: { worker: Worker; asked: Request[] } | null = null

/**
 * Brings what the write-ahead log holds into the database file, as far as nobody reads it, in another thread: it takes as
 * long as the disk pleases, and transactions go on meanwhile. Errors: `storage-failed`.
 */
export function checkpoint(path: string): Promise<void> {
  const { worker, asked } = (thread ??= start())
  return new Promise((resolve, reject) => {
    asked.push({ resolve, reject })
    worker.postMessage(path, [])
  })
}

function start(): NonNullable<typeof thread> {
  const worker = startWorker()
  const asked: Request[] = []
  const end = (why: string): void => {
    if (thread?.worker === worker) thread = null
    for (const { reject } of asked.splice(0)) reject(failed(why))
  }
  // One after another, in the order in which they were asked for.
  worker.on('message', ({ failure }: CheckpointAnswer) => {
    const request = asked.shift()
    if (failure === null) request?.resolve()
    else request?.reject(failed(failure))
  })
  worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)))
  worker.on('exit', () => end('its thread ended'))
  worker.unref()
  return { worker, asked }
}

function failed(why: string): CodedError {
  return new CodedError('storage-failed', `the write-ahead log cannot be brought into the database: ${why}`)
}

/** It holds hardly anything itself. */
const LIMITS = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 }

function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./checkpoint-worker.js', import.meta.url), { resourceLimits: LIMITS })
  }
  // The sources, as the tests run them, are TypeScript, which a thread of Node 20 reads only with a loader.
  const entry = new URL('./checkpoint-worker.ts', import.meta.url).href
  const begin = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry)}) })`
  return new Worker(begin, { eval: true })
}
