import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { CodedError } from '@chroniton/shared/contract/errors'

const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/** Thrown by `readBody`; mapped to a code where it is known what was asked for. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** Reads the whole body, undoes its compression; never holds more than `maxBytes` of either form. */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  maxBytes: number,
  where: string,
): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of chunks) {
    size += part.length
    if (size > maxBytes) throw new BodyTooLarge(`more than ${maxBytes} bytes`)
    parts.push(part)
  }
  const body =
    parts.length === 1 ? Buffer.from(parts[0]!.buffer, parts[0]!.byteOffset, size) : Buffer.concat(parts, size)
  const name = encoding?.trim().toLowerCase()
  if (!name || name === 'identity' || size === 0) return body
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
export function decodeText(body: Uint8Array, contentType: string | undefined): string {
  const named = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1]
  if (named && !/^utf-?8$/i.test(named)) {
    try {
      return new TextDecoder(named).decode(body)
    } catch {
      // An unknown name is read like none.
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return new TextDecoder('windows-1252').decode(body)
  }
}
