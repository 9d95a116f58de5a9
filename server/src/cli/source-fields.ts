import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourceInput, SourceKind, SourceView } from '@chroniton/shared/contract/source'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { readFileSync } from 'node:fs'
import { SecretInput } from './secret-input.ts'

/** What can be said of a source on the command line. */
export interface SourceOptions {
  field: Record<string, string>
  secretFile: Record<string, string>
  interval?: number
  direction?: SourceInput['direction']
  calendars?: string[]
}

const pair = (text: string, before: Record<string, string>) => {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('expected name=value')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

export function withSourceOptions(command: Command): Command {
  return command
    .option('--field <name=value>', 'a field of the source; "sources kinds" names them (repeatable)', pair, {})
    .option('--secret-file <name=file>', 'a file whose first line is a secret field (repeatable)', pair, {})
    .option('--interval <minutes>', 'how often to look at it', decimal)
    .addOption(
      new Option('--direction <direction>', 'which way events may flow').choices([
        'read_only',
        'write_only',
        'bidirectional',
      ]),
    )
    .option('--calendars <names...>', 'only these calendars, by name')
}

/** Those that were said; what was not said is absent. */
export function settingsOf({ interval, direction, calendars }: SourceOptions) {
  return {
    ...(interval === undefined ? {} : { syncIntervalMinutes: interval }),
    ...(direction === undefined ? {} : { direction }),
    ...(calendars === undefined ? {} : { calendars }),
  }
}

/** The fields as given; a secret that is needed and neither given nor stored is asked for. */
export async function fieldsFrom(
  kind: SourceKind,
  { field, secretFile }: SourceOptions,
  stored: SourceView | null,
): Promise<SourceInput['fields']> {
  const input = new SecretInput()
  const fields: Record<string, string> = { ...field }
  for (const { name, secret } of kind.fields) {
    if (secret && name in field) {
      throw new CodedError('invalid-input', `${name}: give a secret by --secret-file, or type it when it is asked for`)
    }
  }
  for (const [name, path] of Object.entries(secretFile)) fields[name] = firstLine(name, path)
  for (const { name, label, secret, required } of kind.fields) {
    if (secret && required && !(name in fields) && !stored?.secrets.includes(name))
      fields[name] = await input.read(label)
  }
  return fields
}

function firstLine(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? ''
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new CodedError('invalid-input', `--secret-file ${name}: ${path} cannot be read (${reason})`)
  }
}

export function decimal(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('expected a number of minutes')
  return value
}
