import { readFile } from 'node:fs/promises'
import { CodedError } from '@chroniton/shared/contract/errors'
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser'

/** Errors: `invalid-configuration`. */
export async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code
    const detail = reason === 'ENOENT' ? 'there is no such file' : `it cannot be read (${reason ?? String(error)})`
    throw new CodedError('invalid-configuration', `${path}: ${detail}`)
  }
}

/** JSON with comments and trailing commas. */
export function parseText(path: string, text: string): unknown {
  const errors: ParseError[] = []
  const raw: unknown = parse(text, errors, { allowTrailingComma: true })
  const [error] = errors
  if (error) {
    const before = text.slice(0, error.offset).split('\n')
    const at = `line ${before.length}, column ${before.at(-1)!.length + 1}`
    throw new CodedError('invalid-configuration', `${path}: ${at}: ${printParseErrorCode(error.error)}`)
  }
  return raw
}
