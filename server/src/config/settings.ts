import { readFileSync } from 'node:fs'
import { VARIABLES, type Values, type VariableName } from './variables.ts'
import type { Variable } from './variables/variable.ts'

export type Environment = Record<string, string | undefined>

/** A variable as it stands. */
export interface Setting {
  name: VariableName
  from: 'default' | 'environment' | 'file'
  /** As it was written; a secret shows only that there is one. */
  shown: string
}

export interface Settings {
  settings: Setting[]
  /** Parsed; what has a fault is missing. */
  values: Partial<Values>
  /** Every variable that is not understood, its value and what is allowed. */
  faults: string[]
}

/** Reads every variable. A variable set to nothing counts as absent. */
export function readSettings(environment: Environment): Settings {
  const read: Settings = { settings: [], values: {}, faults: [] }
  const values: Partial<Record<VariableName, unknown>> = read.values
  for (const [name, variable] of Object.entries(VARIABLES) as [VariableName, Variable<unknown>][]) {
    try {
      const { text, from } = written(name, variable, environment)
      const shown = variable.secret === true && text !== '' ? '(secret)' : text
      read.settings.push({ name, from, shown })
      const parsed = variable.schema.safeParse(text)
      if (parsed.success) values[name] = parsed.data
      else read.faults.push(`${name} is "${shown}"; allowed is ${variable.allowed}`)
    } catch (error) {
      read.faults.push(error instanceof Error ? error.message : String(error))
    }
  }
  return read
}

/** Every variable as it stands; of a secret only that there is one. */
export function shownSettings(environment: Environment): Record<string, string> {
  return Object.fromEntries(readSettings(environment).settings.map(({ name, shown }) => [name, shown]))
}

function written(name: string, variable: Variable<unknown>, environment: Environment) {
  const text = environment[name]?.trim() ?? ''
  if (text !== '') return { text, from: 'environment' as const }
  const path = variable.secret === true ? (environment[`${name}_FILE`]?.trim() ?? '') : ''
  if (path !== '') return { text: secretFrom(path, `${name}_FILE`), from: 'file' as const }
  return { text: variable.standard, from: 'default' as const }
}

function secretFrom(path: string, variable: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new Error(`${variable} names "${path}", which cannot be read (${reason})`, { cause: error })
  }
}
