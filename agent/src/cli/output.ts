import { CodedError } from '@chroniton/shared/contract/errors'

/** Whoever read the output has seen enough, as `head` does. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}

/** Data goes to stdout, everything else to stderr. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`)
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

export function explain(error: unknown): string[] {
  if (!(error instanceof CodedError)) return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  return [`${error.kind.title} (${error.code})`, `  ${error.detail}`, `  What to do: ${error.kind.remedy}`]
}

/** Columns as wide as their longest cell. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}
