import { CodedError } from '@chroniton/shared/contract/errors'
import type { z } from 'zod'

const SECRET = /password|secret|token|command|credentials|data$/i
const LONGEST_VALUE = 100

/** The setting as a person finds it: `calendar_sources[1].url`. */
export function settingName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`
    return name === '' ? String(key) : `${name}.${String(key)}`
  }, '')
}

/** Names the file, the setting, its value (never a secret's) and what is allowed. */
export function invalidSetting(
  file: string,
  path: readonly PropertyKey[],
  value: unknown,
  allowed: string,
): CodedError {
  const name = settingName(path)
  const shown = value === undefined ? 'is missing' : SECRET.test(name) ? 'has a value' : `is ${briefly(value)}`
  return new CodedError('invalid-configuration', `${file}: ${name || 'the file'} ${shown}; ${allowed}`)
}

export function invalidFile(file: string, raw: unknown, error: z.ZodError): CodedError {
  const issue = error.issues[0]!
  return invalidSetting(file, issue.path, valueAt(raw, issue.path), allowedBy(issue))
}

function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `allowed: ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_type') return `expected: ${issue.expected}`
  if (issue.code === 'unrecognized_keys') return `not known: ${issue.keys.join(', ')}`
  if (issue.code === 'invalid_union') return 'expected: a list of names, or {"include": [...], "exclude": [...]}'
  return issue.message
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], raw)
}

function briefly(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`
}
