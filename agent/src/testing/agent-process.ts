import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const MAIN = join(import.meta.dirname, '../main.ts')

/** The agent's command line as a process of its own, run from its sources. */
export function agentProcess(...words: string[]): ChildProcess {
  const options = ['--import', 'tsx', '--conditions=chroniton:source', MAIN, ...words]
  return spawn(process.execPath, options, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
}

/** Resolves when the process itself has ended; what it started may still hold its pipes. */
export function ended(child: ChildProcess): Promise<Ended> {
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => setImmediate(() => resolve({ code, signal, out, err })))
  })
}
