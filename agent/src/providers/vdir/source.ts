import { access, constants } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sameEvent } from '@chroniton/shared/calendar/equality'
import { decodeCalendar } from '@chroniton/shared/calendar/icalendar/guard'
import { printEvent, type PrintOptions } from '@chroniton/shared/calendar/icalendar/print'
import { updateCalendarText } from '@chroniton/shared/calendar/icalendar/update'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { EventId } from '@chroniton/shared/contract/ids'
import type { VdirConfig } from '../../config/source-config.ts'
import type { ItemWrite, NativeCalendar, NativeId, Source, Written } from '../provider.ts'
import type { SourceDeps } from '../source-deps.ts'
import { Collection } from './collection.ts'
import { collectionFinder, folderOf, ROOT_CALENDAR } from './collections.ts'
import { createFolder, removeFolder } from './folder.ts'
import { folderSync } from './folder-sync.ts'
import { isItemName, itemNameFor } from './file-name.ts'
import { eventIn, itemIn, itemOf, type HeldEvent } from './item.ts'
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
  const findCollections = collectionFinder(root)
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

  async function create(folder: string, write: ItemWrite, signal: AbortSignal): Promise<Written> {
    const name = itemNameFor(write.eventId)
    const text = printEvent(write.event, formOf(write))
    const held = await mustHold(text, signal)
    const content = await writer.create(join(folder, name), text)
    if (content) return written(name, content, held)
    const there = await readItemFile(root, join(folder, name))
    const item = there && (await itemIn(name, there, signal))
    if (item?.kind === 'item' && item.mark === markOf(write) && sameEvent(item.event, write.event)) {
      return { itemId: item.itemId, held: item }
    }
    throw new CodedError('version-mismatch', `${name} is there already and shows something else`)
  }

  async function change(folder: string, name: string, write: ItemWrite, signal: AbortSignal): Promise<Written> {
    const path = join(folder, name)
    const before = isItemName(name) ? await readItemFile(root, path) : null
    if (!before) throw new CodedError('item-not-found', `there is no ${name} in ${folder}`)
    if (write.expectedVersion !== null && before.version !== write.expectedVersion) {
      throw new CodedError('version-mismatch', `${name} was changed by another program`)
    }
    const shown = await eventIn(before.bytes, signal)
    const text =
      shown?.event.uid === write.event.uid
        ? updateCalendarText(decodeCalendar(before.bytes), write.event, formOf(write))
        : printEvent(write.event, formOf(write))
    const held = await mustHold(text, signal)
    return written(name, await writer.replace(path, before.version, text), held)
  }

  return {
    async calendars(signal) {
      signal.throwIfAborted()
      const found = await findCollections(signal)
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
      return write.itemId === null ? create(folder, write, signal) : change(folder, write.itemId, write, signal)
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

/** What the text will be read as; one that is no event any more is refused before it reaches the disk. */
async function mustHold(text: string, signal: AbortSignal): Promise<HeldEvent> {
  try {
    const held = await eventIn(Buffer.from(text), signal)
    if (held) return held
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    throw new CodedError('item-refused', error.detail, { cause: error })
  }
  throw new CodedError('item-refused', 'the event cannot be written as iCalendar')
}

function written(name: string, content: FileContent, held: HeldEvent): Written {
  const item = itemOf(name, content, held)
  return { itemId: item.itemId, held: item }
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}
