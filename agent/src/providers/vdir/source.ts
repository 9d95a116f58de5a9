import { access, constants } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sameEvent } from '@chroniton/shared/calendar/equality'
import { printEvent, type PrintOptions } from '@chroniton/shared/calendar/icalendar/print'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { EventId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { VdirConfig } from '../../config/source-config.ts'
import type { ItemWrite, NativeCalendar, NativeId, Source, Written } from '../provider.ts'
import type { SourceDeps } from '../source-deps.ts'
import { Collection } from './collection.ts'
import { findCollections, folderOf, ROOT_CALENDAR } from './collections.ts'
import { createFolder, removeFolder } from './folder.ts'
import { folderSync } from './folder-sync.ts'
import { isItemName, itemNameFor } from './file-name.ts'
import { itemIn } from './item.ts'
import { fileWriter, readItemFile, type FileContent } from './item-file.ts'
import { readMetadata, writeMetadata } from './metadata.ts'
import { watchFolders } from './watch.ts'

/**
 * A folder of one `.ics` file per event, or of such folders, as vdirsyncer and khal use it
 * (https://vdirsyncer.pimutils.org/en/stable/vdir.html).
 */
export async function openVdir(config: VdirConfig, machine: SourceDeps): Promise<Source> {
  const root = config.path
  const sync = folderSync()
  const writer = fileWriter(() => machine.random.id(), sync)
  const collections = new Map<NativeId, Collection>()

  const collectionOf = (calendar: NativeId): Collection => {
    let collection = collections.get(calendar)
    if (!collection) collections.set(calendar, (collection = new Collection(root, machine)))
    return collection
  }

  async function shown(calendar: NativeId, folder: string): Promise<NativeCalendar> {
    const isRoot = calendar === ROOT_CALENDAR
    const name = isRoot ? (config.calendarName ?? basename(root)) : calendar
    const [metadata, writable, removable] = await Promise.all([
      readMetadata(folder, name),
      isWritable(folder),
      isRoot ? false : isWritable(dirname(folder)),
    ])
    return {
      nativeId: calendar,
      metadata,
      timeZone: null,
      abilities: {
        writeEvents: writable,
        changeName: writable,
        changeColor: writable,
        changeDescription: writable,
        deleteCalendar: writable && removable,
      },
    }
  }

  /** What the file holds now that it was written. */
  function written(name: string, content: FileContent): Written {
    const item = itemIn(name, content)
    if (item?.kind === 'item') return { itemId: item.itemId, held: item }
    throw new CodedError('internal', `${name} was written and cannot be read: ${item?.detail ?? 'no event'}`)
  }

  async function create(folder: string, write: ItemWrite): Promise<Written> {
    const name = itemNameFor(write.eventId)
    const content = await writer.create(join(folder, name), printEvent(write.event, formOf(write)))
    if (content) return written(name, content)
    const there = await readItemFile(root, join(folder, name))
    const item = there && itemIn(name, there)
    if (item?.kind === 'item' && item.mark === markOf(write) && sameEvent(item.event, write.event)) {
      return { itemId: item.itemId, held: item }
    }
    throw new CodedError('version-mismatch', `${name} is there already and shows something else`)
  }

  async function change(folder: string, name: string, write: ItemWrite): Promise<Written> {
    const path = join(folder, name)
    const before = isItemName(name) ? await readItemFile(root, path) : null
    if (!before) throw new CodedError('item-not-found', `there is no ${name} in ${folder}`)
    mustBe(before.version, write.expectedVersion, name)
    return written(name, await writer.replace(path, before.version, printEvent(write.event, formOf(write))))
  }

  return {
    async calendars(signal) {
      signal.throwIfAborted()
      const found = await findCollections(root, signal)
      return Promise.all(found.map(async (calendar) => shown(calendar, await folderOf(root, calendar))))
    },

    async *changes(calendar, cursor, known, signal) {
      signal.throwIfAborted()
      yield* collectionOf(calendar).changes(await folderOf(root, calendar), cursor, known, signal)
    },

    async read(calendar, itemIds, signal) {
      return collectionOf(calendar).items(await folderOf(root, calendar), itemIds, signal)
    },

    async write(calendar, write, signal) {
      signal.throwIfAborted()
      const folder = await folderOf(root, calendar)
      return write.itemId === null ? create(folder, write) : change(folder, write.itemId, write)
    },

    async delete(calendar, itemId, expectedVersion, signal) {
      signal.throwIfAborted()
      const folder = await folderOf(root, calendar)
      if (isItemName(itemId)) await writer.remove(join(folder, itemId), expectedVersion)
    },

    async find(calendar, eventId, signal) {
      return collectionOf(calendar).find(await folderOf(root, calendar), eventId, signal)
    },

    async changeCalendar(calendar, changes, signal) {
      signal.throwIfAborted()
      const folder = await folderOf(root, calendar)
      await writeMetadata(folder, changes, writer)
      return shown(calendar, folder)
    },

    async createCalendar(metadata, key, signal) {
      signal.throwIfAborted()
      const calendar = await createFolder(root, metadata, key, { writer, sync, randomId: () => machine.random.id() })
      return shown(calendar, await folderOf(root, calendar))
    },

    async deleteCalendar(calendar, signal) {
      signal.throwIfAborted()
      if (calendar === ROOT_CALENDAR) {
        throw new CodedError('not-supported', `${root} is the folder that was configured; remove it by hand`)
      }
      await removeFolder(await folderOf(root, calendar), { sync, randomId: () => machine.random.id() })
      collections.delete(calendar)
    },

    watch: (onHint) => watchFolders(root, onHint, machine),

    close: async () => undefined,
  }
}

/** Mirrors are marked and never name people as a calendar program would invite them. */
function formOf(write: ItemWrite): PrintOptions {
  const mark = markOf(write)
  return mark === null ? { people: 'attendees' } : { people: 'kept', mark }
}

function markOf({ role, eventId }: ItemWrite): EventId | null {
  return role === 'original' ? null : eventId
}

function mustBe(version: ItemVersion, expected: ItemVersion | null, name: string): void {
  if (expected === null || version === expected) return
  throw new CodedError('version-mismatch', `${name} was changed by another program`)
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}
