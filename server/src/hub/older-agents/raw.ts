/** An object as an older agent sent it; nothing is known of what its members are. */
export type Raw = Record<string, unknown>

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first of the members that is a text with something in it; a number counts as its text. */
export function textOf(raw: Raw, ...names: string[]): string | null {
  for (const name of names) {
    const value = raw[name]
    if (typeof value === 'string' && value.trim() !== '') return value
    if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  }
  return null
}

/** Older agents write `true`, `1` and `"true"`. */
export function flagOf(raw: Raw, name: string): boolean {
  const value = raw[name]
  return value === true || value === 1 || (typeof value === 'string' && /^(true|1|yes)$/i.test(value.trim()))
}

export function countOf(raw: Raw, name: string): number | null {
  const value = raw[name]
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.floor(value) : null
}
