import { CodedError } from '@chroniton/shared/contract/errors'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/**
 * Secrets as a person types them, unseen, or as lines of standard input, one after another. They are never taken from
 * the command line, which every process of the machine can read.
 */
export class SecretInput {
  #lines: string[] | null = null

  async read(label: string): Promise<string> {
    const secret = process.stdin.isTTY ? await typed(label) : this.#nextLine()
    if (secret === '') throw new CodedError('invalid-input', `${label}: nothing was entered`)
    return secret
  }

  #nextLine(): string {
    this.#lines ??= readFileSync(0, 'utf8').split(/\r?\n/)
    return this.#lines.shift() ?? ''
  }
}

async function typed(label: string): Promise<string> {
  process.stderr.write(`${label}: `)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
