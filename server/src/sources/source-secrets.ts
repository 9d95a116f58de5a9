import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourceId } from '@chroniton/shared/contract/ids'
import type { SourceInput, SourceKind } from '@chroniton/shared/contract/source'

type Fields = SourceInput['fields']

export const recordOf = (sourceId: SourceId): string => `source/${sourceId}`

/** What a person filled in, apart: what is stored as it is, and what only encrypted. Empty fields count as absent. */
export function divide(kind: SourceKind, fields: Fields): { plain: Fields; secret: Record<string, string> } {
  const plain: Fields = {}
  const secret: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    const field = kind.fields.find((one) => one.name === name)
    if (field === undefined) {
      throw new CodedError('invalid-input', `${name}: a source of the kind "${kind.label}" has no such field`)
    }
    if (value === '') continue
    if (!field.secret) plain[name] = value
    else if (typeof value === 'string') secret[name] = value
    else throw new CodedError('invalid-input', `${name}: expected text`)
  }
  return { plain, secret }
}

/**
 * A stored secret is never sent to another server than it was entered for: whoever may change the address would learn
 * it otherwise.
 */
export function mustStayThere(kind: SourceKind, before: Fields, after: Fields, kept: string[]): void {
  const address = kind.fields.find((field) => field.kind === 'url')
  if (address === undefined) return
  const secrets = kept.filter((name) => name !== address.name)
  if (secrets.length === 0 || originOf(before[address.name]) === originOf(after[address.name])) return
  throw new CodedError('invalid-input', `${secrets.join(', ')}: enter it again, as the address leads to another server`)
}

function originOf(value: Fields[string] | undefined): string | null {
  const address = String(value ?? '').replace(/^webcals?:/i, 'https:')
  return URL.canParse(address) ? new URL(address).origin : null
}
