import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** A process that belongs to the bench. */
export interface Program {
  readonly pid: number
  /** The first line on its standard output that matches. */
  line(pattern: RegExp): Promise<RegExpExecArray>
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>
  /** As a power cut would end it. */
  kill(): Promise<void>
  /** Resolves when it has ended by itself; rejects when it failed. */
  finished(): Promise<void>
}

const STOP_MS = 20_000
const LIMIT_MS = 900_000
const running = new Set<Program>()
/** A program that was not meant to end: nobody need wait for what it would have done. */
let fallen: Error | null = null

/** None may outlive the bench, however it ends. */
process.on('exit', () => {
  for (const { pid } of running) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

export function startProgram(
  command: string,
  args: string[],
  environment: Record<string, string | undefined> = {},
): Program {
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  let said = ''
  let heard = () => {}
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)))
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    heard()
  })
  let mayEnd = false
  const ended = once(child, 'close').then(() => {
    running.delete(program)
    if (!mayEnd) fallen = failure()
    heard()
  })
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const failure = () => new Error(`${command} ${args.join(' ')} ended (${child.signalCode ?? child.exitCode}): ${said}`)

  const program: Program = {
    pid: child.pid!,
    async line(pattern) {
      for (let next = 0; ;) {
        for (; next < lines.length; next++) {
          const match = pattern.exec(lines[next]!)
          if (match) return match
        }
        if (hasEnded()) throw failure()
        await new Promise<void>((resolve) => (heard = resolve))
      }
    },
    async stop() {
      mayEnd = true
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      child.kill('SIGTERM')
      await ended
      clearTimeout(late)
    },
    async kill() {
      mayEnd = true
      child.kill('SIGKILL')
      await ended
    },
    async finished() {
      mayEnd = true
      await ended
      if (child.exitCode !== 0) throw failure()
    },
  }
  running.add(program)
  return program
}

/** Milliseconds of processor time that all threads of the process have used. */
export function processorTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const spent = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  )
  return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6
}

/** Megabytes of memory: resident now, and the most there ever was. */
export function memory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

/** Asks until the answer is yes. */
export async function until(
  what: string,
  ask: () => boolean | Promise<boolean>,
  everyMs = 10,
  limitMs = LIMIT_MS,
): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await ask())) {
    if (fallen !== null) throw fallen
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
