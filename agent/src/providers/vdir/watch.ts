import { watch, type FSWatcher } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger, Timers } from '../../ports.ts'
import type { NativeId } from '../provider.ts'
import { ROOT_CALENDAR } from './collections.ts'
import { isFolderName, isItemName, isTemporaryName } from './file-name.ts'
import { isMetadataFile } from './metadata.ts'

/** A program that saves many files is one hint, not many. */
const QUIET_MILLISECONDS = 200

/**
 * Watches the configured folder and its sub-folders; files are not watched one by one. Where the system cannot (too
 * many watches, a network disk) there are no hints, and the calendar is as fresh as the polling interval.
 */
export function watchFolders(
  root: string,
  onHint: (calendar: NativeId | null) => void,
  { timers, logger }: { timers: Timers; logger: Logger },
): Disposable {
  const watchers = new Map<NativeId, FSWatcher>()
  const hinted = new Set<NativeId | null>()
  let timer: Disposable | null = null
  let disposed = false

  function hint(calendar: NativeId | null): void {
    hinted.add(calendar)
    timer ??= timers.after(QUIET_MILLISECONDS, () => {
      timer = null
      const calendars = hinted.has(null) ? [null] : [...hinted]
      hinted.clear()
      for (const each of calendars) onHint(each)
    })
  }

  function start(calendar: NativeId): void {
    if (disposed || watchers.has(calendar)) return
    const folder = calendar === ROOT_CALENDAR ? root : join(root, calendar)
    try {
      const watcher = watch(folder, { persistent: false }, (_, file) => changed(calendar, file))
      watchers.set(calendar, watcher)
      watcher.on('error', (error) => {
        logger.debug({ folder, error: error.message }, 'a folder is not watched any more')
        stop(calendar)
      })
    } catch (error) {
      logger.debug({ folder, error: String(error) }, 'a folder cannot be watched')
    }
  }

  function stop(calendar: NativeId): void {
    watchers.get(calendar)?.close()
    watchers.delete(calendar)
  }

  function changed(calendar: NativeId, file: string | null): void {
    if (disposed || (file !== null && isTemporaryName(file))) return
    if (file !== null && isItemName(file)) return hint(calendar)
    if (calendar === ROOT_CALENDAR && file !== null && isFolderName(file) && !isMetadataFile(file)) {
      // It may be another folder of the same name.
      stop(file)
      void startAll()
    }
    hint(null)
  }

  async function startAll(): Promise<void> {
    start(ROOT_CALENDAR)
    const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
    const folders = entries.filter((entry) => isFolderName(entry.name) && !entry.isFile()).map((entry) => entry.name)
    for (const calendar of watchers.keys()) {
      if (calendar !== ROOT_CALENDAR && !folders.includes(calendar)) stop(calendar)
    }
    folders.forEach(start)
  }

  void startAll()
  return {
    [Symbol.dispose]: () => {
      disposed = true
      timer?.[Symbol.dispose]()
      for (const calendar of watchers.keys()) stop(calendar)
    },
  }
}
