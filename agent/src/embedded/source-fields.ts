import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourceKind } from '@chroniton/shared/contract/source'
import { SOURCE_KINDS } from '../providers/kinds.ts'
import type { KeptSource } from './kept-source.ts'

export function kindOf({ kind }: Pick<KeptSource, 'kind'>): SourceKind {
  const found = SOURCE_KINDS.find(({ id }) => id === kind)
  if (found) return found
  const known = SOURCE_KINDS.map(({ id }) => id).join(', ')
  throw new CodedError('invalid-input', `kind: there is no kind of source "${kind}"; there are ${known}`)
}

/**
 * The fields that a person filled in, by their names; those left empty are absent.
 *
 * Errors: `invalid-input` naming the field, never the value of a secret.
 */
export function fieldsOf(source: KeptSource): Record<string, string> {
  const { fields } = kindOf(source)
  const known = new Set(fields.map(({ name }) => name))
  for (const name of Object.keys(source.fields)) {
    if (!known.has(name)) throw new CodedError('invalid-input', `${name}: a source of this kind has no such field`)
  }
  const values: Record<string, string> = {}
  for (const { name, label, secret, required } of fields) {
    const value = secret ? source.secret(name) : source.fields[name]
    // A password may begin or end with a space.
    const text = typeof value === 'string' ? (name === 'password' ? value : value.trim()) : ''
    if (text !== '') values[name] = text
    else if (required) throw new CodedError('invalid-input', `${name}: ${label} is needed`)
  }
  return values
}
