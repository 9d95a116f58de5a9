import { vi } from 'vitest'
import { makeProgram } from '../program.ts'

/** What a run of the command line has written. */
export interface Run {
  out: string
  errors: string
  failed: boolean
}

/** The command line in this process, against one hub. */
export class CommandLine {
  readonly #options: string[]

  constructor(hub: { url: string; key: string }) {
    this.#options = ['--hub', hub.url, '--key', hub.key]
  }

  async run(...parameters: string[]): Promise<Run> {
    const written = { out: '', errors: '' }
    const catchIn = (stream: 'out' | 'errors') => (chunk: unknown) => {
      written[stream] += String(chunk)
      return true
    }
    const out = vi.spyOn(process.stdout, 'write').mockImplementation(catchIn('out'))
    const errors = vi.spyOn(process.stderr, 'write').mockImplementation(catchIn('errors'))
    const before = process.exitCode
    try {
      process.exitCode = 0
      await makeProgram('1').parseAsync([...this.#options, ...parameters], { from: 'user' })
      return { ...written, failed: process.exitCode !== 0 }
    } finally {
      process.exitCode = before
      out.mockRestore()
      errors.mockRestore()
    }
  }

  /** Throws what it says when it fails. */
  async json(...parameters: string[]): Promise<unknown> {
    const { out, errors, failed } = await this.run(...parameters, '--json')
    if (failed) throw new Error(errors)
    return JSON.parse(out) as unknown
  }
}
