import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { CodedError } from '@chroniton/shared/contract/errors'
import { Redacted } from './redacted.ts'

const run = promisify(execFile)
const COMMAND_LIMIT_MS = 60_000

/** The secret itself, or where it is kept. At most one is set. */
export interface SecretReference {
  value?: string | undefined
  /** Name of an environment variable. */
  env?: string | undefined
  /** Absolute path of a file whose first line it is. */
  file?: string | undefined
  /** A program and its arguments that prints it, for example `["pass", "show", "caldav"]`. */
  command?: string[] | undefined
}

/** `setting` names the place in the configuration for error messages; null when nothing is set. */
export function secretFrom(reference: SecretReference, setting: string): Redacted | null {
  const { value, env, file, command } = reference
  if (value !== undefined) return Redacted.of(value)
  if (env !== undefined) return new Redacted(() => fromEnvironment(env, setting))
  if (file !== undefined) return new Redacted(() => fromFile(file, setting))
  if (command !== undefined) return new Redacted(() => fromCommand(command, setting))
  return null
}

async function fromEnvironment(name: string, setting: string): Promise<string> {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new CodedError('invalid-configuration', `${setting}_env: the environment variable ${name} is not set`)
  }
  return value
}

async function fromFile(path: string, setting: string): Promise<string> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new CodedError('invalid-configuration', `${setting}_file: ${path} cannot be read (${reason})`)
  }
  return firstLine(text, `${setting}_file: ${path} is empty`)
}

async function fromCommand([program, ...words]: string[], setting: string): Promise<string> {
  let output: string
  try {
    const result = await run(program!, words, { timeout: COMMAND_LIMIT_MS, windowsHide: true })
    output = result.stdout
  } catch (error) {
    // What the program printed may be the secret: only how it ended is told.
    const ended = error as { code?: number | string; signal?: string }
    throw new CodedError(
      'invalid-configuration',
      `${setting}_command: ${program} failed (${ended.code ?? ended.signal ?? 'unknown reason'})`,
    )
  }
  return firstLine(output, `${setting}_command: ${program} printed nothing`)
}

function firstLine(text: string, whenEmpty: string): string {
  const line = text.split(/\r?\n/, 1)[0] ?? ''
  if (line === '') throw new CodedError('invalid-configuration', whenEmpty)
  return line
}
