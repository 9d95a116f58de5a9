import { CodedError } from '@chroniton/shared/contract/errors'
import type { Context } from 'hono'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { HttpEnv } from '../http/caller.ts'
import { BULK_BYTES, tooLarge } from '../http/limits.ts'
import { parseShallow } from '../hub/older-agents/list-scanner.ts'

const DECODERS = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
])

/** The whole body, unpacked. Errors: `body-too-large`, `invalid-input` for an encoding that is none. */
export async function readBytes(context: Context<HttpEnv>): Promise<Buffer> {
  const bytes = await received(context)
  const encoding = context.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return bytes
  const decode = DECODERS.get(encoding)
  if (decode === undefined) throw new CodedError('invalid-input', `nobody here reads the encoding "${encoding}"`)
  try {
    return await decode(bytes, { maxOutputLength: BULK_BYTES })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') tooLarge(BULK_BYTES)
    throw new CodedError('invalid-input', `the body is no ${encoding}`, { cause: error })
  }
}

/** Straight from the socket where nothing has read it before: a web stream in between would cost as much again. */
async function received(context: Context<HttpEnv>): Promise<Buffer> {
  const incoming = (context.env as HttpEnv['Bindings'] | undefined)?.incoming
  if (incoming === undefined || incoming.readableEnded || incoming.readableDidRead) {
    return Buffer.from(await context.req.arrayBuffer())
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > BULK_BYTES) tooLarge(BULK_BYTES)
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length)
}

/** JSON; `undefined` for an empty body, whatever it is called. Errors: `invalid-input`, `nested-too-deep`. */
export async function readJson(context: Context<HttpEnv>): Promise<unknown> {
  const bytes = await readBytes(context)
  return bytes.length === 0 ? undefined : parseShallow(bytes)
}
