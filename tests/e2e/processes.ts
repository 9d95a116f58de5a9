import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
export const HUB = program('server/dist/main.js')
export const CHRONITON = program('server/bin/chroniton.mjs')
export const AGENT = program('agent/bin/chroniton-agent.mjs')

/** A process of ours that can be killed without warning and started again as it was. */
export class Daemon {
  readonly #args: string[]
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | null = null
  #said = ''

  constructor(args: string[], env: Record<string, string> = {}) {
    this.#args = args
    this.#env = { ...process.env, ...env }
  }

  start(): void {
    const child = spawn(process.execPath, this.#args, { env: this.#env, stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.on('data', (text: Buffer) => (this.#said = (this.#said + text.toString()).slice(-8000)))
    this.#child = child
  }

  /** What it has said on stderr, the last 8,000 characters. */
  get said(): string {
    return this.#said
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
}

export async function runToEnd(args: string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let errors = ''
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${errors}${out}`)
  return out
}

/** Asks again until the answer is neither null nor false; says what was waited for when it never comes. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | null | false> | Answer | null | false,
  seconds = 60,
): Promise<Answer> {
  const end = performance.now() + seconds * 1000
  let last: unknown = null
  while (performance.now() < end) {
    try {
      const answer = await ask()
      if (answer !== null && answer !== false) return answer
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${what}: not within ${seconds} seconds`, { cause: last })
}
