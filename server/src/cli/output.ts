import { ERRORS, type CodedError } from '@chroniton/shared/contract/errors'

/** Where the command line writes: data to one stream, everything said to people to the other. */
export interface Output {
  data(text: string): void
  message(text: string): void
}

export const processOutput: Output = {
  data: (text) => void process.stdout.write(`${text}\n`),
  message: (text) => void process.stderr.write(`${text}\n`),
}

/** Whoever read the output has seen enough, as `head` does. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}

export type Column<Row> = [title: string, cell: (row: Row) => string | number | null | undefined]

/** Rows under their titles, columns aligned; numbers to the right. */
export function table<Row>(rows: Row[], columns: Column<Row>[]): string {
  const cells = rows.map((row) => columns.map(([, cell]) => cell(row)))
  const texts = cells.map((line) => line.map((cell) => oneLine(String(cell ?? '-'))))
  const titles = columns.map(([title]) => title.toUpperCase())
  const widths = titles.map((title, at) => Math.max(width(title), ...texts.map((line) => width(line[at] ?? ''))))
  const isNumber = columns.map((_column, at) => cells.length > 0 && cells.every((line) => typeof line[at] === 'number'))
  const print = (line: string[]) =>
    line
      .map((text, at) => pad(text, widths[at] ?? 0, isNumber[at] === true))
      .join('  ')
      .trimEnd()
  return [print(titles), ...texts.map(print)].join('\n')
}

/** Names and values, one per line. */
export function fields(pairs: [name: string, value: string | number | null | undefined][]): string {
  const longest = Math.max(...pairs.map(([name]) => width(name)))
  return pairs.map(([name, value]) => `${pad(name, longest, false)}  ${value ?? '-'}`).join('\n')
}

export function errorText(error: CodedError): string {
  const { title, remedy } = ERRORS[error.code]
  return [`${title} (${error.code})`, `  ${error.detail}`, `  ${remedy}`].join('\n')
}

export function errorJson(error: CodedError): string {
  const { title, remedy } = ERRORS[error.code]
  return JSON.stringify({ error: { code: error.code, title, detail: error.detail, remedy } })
}

function oneLine(text: string): string {
  // A terminal would obey control characters in a title that somebody else wrote.
  return text.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '')
}

function pad(text: string, to: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, to - width(text)))
  return right ? space + text : text + space
}

/** Columns of a terminal: wide characters take two, marks that join none. */
function width(text: string): number {
  let columns = 0
  for (const character of text) {
    if (/\p{Mark}|\p{Cf}/u.test(character)) continue
    columns +=
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\uFF01-\uFF60]/u.test(
        character,
      )
        ? 2
        : 1
  }
  return columns
}
