/** One property as iCalendar writes it (RFC 5545, 3.1): its name in upper case, its value as it stands. */
export interface ContentLine {
  name: string
  parameters: Parameters
  value: string
}

/** By name in upper case; the values decoded (RFC 6868), without their quotes. */
export type Parameters = Map<string, string[]>

export const NAME = /^[A-Za-z0-9_-]+$/
const NAME_HERE = /[A-Za-z0-9_-]+/y
const UNQUOTED_HERE = /[^;:,]*/y

/** More than any program writes; what is above it is an attack on the time that reading takes. */
const MOST_PARAMETERS = 100
const LONGEST_PARAMETERS = 64 * 1024

/** One for all lines without any, as most are: whoever converts a line takes parameters away and gives it none. */
const NONE: Parameters = Object.defineProperty(new Map<string, string[]>(), 'set', {
  value() {
    throw new TypeError('a line that was read gets no parameters')
  },
})

/** Whether an unfolded line can be a property at all, and not the rest of a badly folded text. */
export function looksLikeProperty(text: string): boolean {
  const end = nameEnd(text)
  return end > 0 && (text[end] === ':' || text[end] === ';')
}

function nameEnd(text: string): number {
  let at = 0
  while (at < text.length && isNameCharacter(text.charCodeAt(at))) at++
  return at
}

/** Of `NAME`. */
function isNameCharacter(code: number): boolean {
  return (
    (code >= 65 && code <= 90) ||
    code === 45 ||
    (code >= 97 && code <= 122) ||
    (code >= 48 && code <= 57) ||
    code === 95
  )
}

/** Reads an unfolded line in one pass. A string is the reason why it is no property. */
export function readContentLine(text: string): ContentLine | string {
  let at = nameEnd(text)
  if (at === 0) return 'it begins with no property name'
  const name = text.slice(0, at).toUpperCase()
  const parameters: Parameters = text[at] === ';' ? new Map() : NONE
  for (let count = 0; text[at] === ';'; count++) {
    if (count >= MOST_PARAMETERS || at > LONGEST_PARAMETERS) return 'it has too many parameters'
    NAME_HERE.lastIndex = at + 1
    const parameter = NAME_HERE.exec(text)?.[0].toUpperCase()
    if (parameter === undefined) return 'a parameter has no name'
    at += 1 + parameter.length
    if (text[at] !== '=') return `parameter ${parameter.slice(0, 50)} has no value`
    const values = parameters.get(parameter) ?? []
    parameters.set(parameter, values)
    do {
      const end = readParameterValue(text, at + 1, values)
      if (end === -1) return `parameter ${parameter.slice(0, 50)} has a quote that does not end`
      at = end
    } while (text[at] === ',')
  }
  if (text[at] !== ':') return 'it has no colon before its value'
  return { name, parameters, value: text.slice(at + 1) }
}

/** Appends the value and returns where it ends. Quotes inside an unquoted value, though forbidden, are kept. */
function readParameterValue(text: string, start: number, values: string[]): number {
  if (text[start] === '"') {
    const end = text.indexOf('"', start + 1)
    if (end === -1) return -1
    const next = text[end + 1]
    if (next === ';' || next === ':' || next === ',') {
      values.push(decodeParameter(text.slice(start + 1, end)))
      return end + 1
    }
  }
  UNQUOTED_HERE.lastIndex = start
  const value = UNQUOTED_HERE.exec(text)![0]
  values.push(decodeParameter(value))
  return start + value.length
}

const DECODED: Record<string, string> = { "^'": '"', '^n': '\n', '^N': '\n', '^^': '^' }
const ENCODED: Record<string, string> = { '"': "^'", '\n': '^n', '^': '^^' }

function decodeParameter(value: string): string {
  return value.includes('^') ? value.replace(/\^['nN^]/g, (pair) => DECODED[pair]!) : value
}

function printParameterValue(value: string): string {
  const encoded = value.replace(/\r\n?/g, '\n').replace(/["\n^]/g, (character) => ENCODED[character]!)
  return /[,;:]/.test(encoded) ? `"${encoded}"` : encoded
}

/** The line unfolded. A line break in a value, which would begin another property, is written as text. */
export function printContentLine({ name, parameters, value }: ContentLine): string {
  let text = name
  for (const [parameter, values] of parameters) {
    text += `;${parameter}=${values.map(printParameterValue).join(',')}`
  }
  return `${text}:${/[\r\n]/.test(value) ? value.replace(/\r\n?|\n/g, '\\n') : value}`
}

const LONGEST_LINE = 75

/** Lines of at most 75 octets, no character cut in two (RFC 5545, 3.1). */
export function fold(line: string): string {
  // A UTF-16 unit takes at most three octets of UTF-8.
  if (line.length * 3 <= LONGEST_LINE) return line
  if (ASCII.test(line)) return foldAscii(line)
  let folded = ''
  let from = 0
  let octets = 0
  for (let index = 0; index < line.length;) {
    const code = line.codePointAt(index)!
    const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (octets + width > LONGEST_LINE) {
      folded += `${line.slice(from, index)}\r\n `
      from = index
      octets = 1
    }
    octets += width
    index += code < 0x10000 ? 1 : 2
  }
  return folded + line.slice(from)
}

/** An octet each. */
const ASCII = /^[\t\x20-\x7e]*$/

function foldAscii(line: string): string {
  let folded = line.slice(0, LONGEST_LINE)
  for (let from = LONGEST_LINE; from < line.length; from += LONGEST_LINE - 1) {
    folded += `\r\n ${line.slice(from, from + LONGEST_LINE - 1)}`
  }
  return folded
}
