import { watch } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { decodeCalendar } from '@chroniton/shared/calendar/icalendar/guard'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourceDeps } from '../source-deps.ts'
import { hashOf, mustBeWhole, type Origin } from './document.ts'

const MAX_BYTES = 64 * 1024 * 1024
/** A program that saves writes more than once. */
const QUIET_MILLISECONDS = 200

export function fileOrigin(path: string, { timers, logger }: SourceDeps): Origin {
  return {
    name: basename(path).replace(/\.ics$/i, ''),

    async fetch(known, signal) {
      signal.throwIfAborted()
      const text = decodeCalendar(await readWhole(path))
      const hash = hashOf(text)
      if (known?.hash === hash) return null
      mustBeWhole(text, path)
      return { text, validator: { hash, etag: null, lastModified: null } }
    },

    /** Watches the folder: programs that save by renaming put another file in this one's place. */
    watch(onHint) {
      let timer: Disposable | null = null
      const changed = () => {
        timer ??= timers.after(QUIET_MILLISECONDS, () => {
          timer = null
          onHint()
        })
      }
      try {
        const watcher = watch(dirname(path), { persistent: false }, (_, file) => {
          if (file === null || file === basename(path)) changed()
        })
        watcher.on('error', (error) => logger.debug({ path, error: error.message }, 'a file is not watched any more'))
        return {
          [Symbol.dispose]: () => {
            timer?.[Symbol.dispose]()
            watcher.close()
          },
        }
      } catch (error) {
        logger.debug({ path, error: String(error) }, 'a file cannot be watched')
        return { [Symbol.dispose]: () => undefined }
      }
    },

    close: async () => undefined,
  }
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    const handle = await open(path)
    try {
      const { size } = await handle.stat()
      if (size > MAX_BYTES) throw new CodedError('source-file', `${path} has ${size} bytes, ${MAX_BYTES} are allowed`)
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof CodedError) throw error
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new CodedError('source-file', `cannot read ${path} (${reason})`, { cause: error })
  }
}
