import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { CodedError } from '@chroniton/shared/contract/errors'
import { BodyTooLarge } from './exchange.ts'

const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/** Undoes the body's compression; the result is held to `maxBytes` as well. */
export async function decompress(
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
  where: string,
): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase()
  if (!name || name === 'identity' || body.length === 0) return body
  const decode = (DECODERS as Record<string, (typeof DECODERS)['gzip'] | undefined>)[name]
  if (!decode)
    throw new CodedError('source-fault', `${where}: content encoding "${name.slice(0, 40)}" was not asked for`)
  try {
    return await decode(body, { maxOutputLength: maxBytes })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new BodyTooLarge(`more than ${maxBytes} bytes`)
    throw new CodedError('source-cut-short', `${where}: the compressed answer is damaged or ends early`, { cause })
  }
}

/**
 * Text in the character set the answer names, else UTF-8. Feeds of old servers are Latin-1 without saying so: bytes
 * that are no UTF-8 are read as Windows-1252, which reads every byte.
 */
export function decodeText(body: Buffer, contentType: string | undefined): string {
  if (body.length === 0) return ''
  const named = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1]
  if (named && !/^utf-?8$/i.test(named)) {
    try {
      return new TextDecoder(named).decode(body)
    } catch {
      // An unknown name is read like none.
    }
  }
  if (!isUtf8(body)) return new TextDecoder('windows-1252').decode(body)
  const marked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
  return body.toString('utf8', marked ? 3 : 0)
}
