import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A program of this package run from its source, as a process of its own. */
export class Program {
  readonly process: ChildProcess
  output = ''
  errors = ''
  readonly ended: Promise<number | null>
  #wake = () => {}

  constructor(path: string, parameters: string[], environment: Record<string, string>) {
    const file = fileURLToPath(new URL(`../${path}`, import.meta.url))
    this.process = spawn(
      process.execPath,
      ['--conditions', 'chroniton:source', '--import', 'tsx', file, ...parameters],
      { env: { PATH: process.env['PATH'] ?? '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    this.process.stdout?.on('data', (chunk: Buffer) => {
      this.output += String(chunk)
      this.#wake()
    })
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.errors += String(chunk)
      this.#wake()
    })
    this.ended = once(this.process, 'close').then(([code]) => code as number | null)
  }

  /** Resolves when something it says matches; rejects when it ends before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(`${this.output}${this.errors}`)
      if (match !== null) return match
      if (this.process.exitCode !== null)
        throw new Error(`it ended without saying ${pattern}: ${this.output}${this.errors}`)
      await Promise.race([this.#said(), this.ended])
    }
  }

  #said(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.process.kill(signal)
    return this.ended
  }
}

export const runHub = (environment: Record<string, string>): Program => new Program('main.ts', [], environment)

export const runCli = (parameters: string[], environment: Record<string, string> = {}): Program =>
  new Program('cli/main.ts', parameters, environment)
