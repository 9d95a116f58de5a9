import { CodedError } from '@chroniton/shared/contract/errors'
import type { ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { ItemWrite, NativeId, Source, Written } from '../../agent/src/providers/provider.ts'
import type { MemoryAccount } from '../../agent/src/providers/testing/memory-account.ts'
import { openMemory, type Weather } from '../../agent/src/providers/testing/memory-source.ts'

export interface OverwritingParts {
  account: MemoryAccount
  /** The account as it is reached over its network. */
  source: Source
  weather: Weather
  now: () => number
  /** What people did to this event since then is gone, and nobody can know. */
  onOverwrite: (calendar: NativeId, uid: string, since: number) => void
}

/**
 * Writes to a server that ignores preconditions, as the CalDAV provider does: the item is read before and after, and
 * what happens between the reading and the writing goes under.
 */
export function overwriting(parts: OverwritingParts): Pick<Source, 'write' | 'delete'> {
  const { account, source, weather, now, onOverwrite } = parts
  const server = openMemory(account)

  async function readAt(
    calendar: NativeId,
    itemId: ItemId,
    expected: ItemVersion | null,
    signal: AbortSignal,
  ): Promise<number | null> {
    const [item] = await source.read(calendar, [itemId], signal)
    if (item === undefined) return null
    if (expected !== null && item.version !== expected) throw mismatch(itemId)
    return now()
  }

  /** Tells what is lost when the server does as it is told now. */
  function overwrite(calendar: NativeId, itemId: ItemId, expected: ItemVersion | null, uid: string, since: number) {
    const present = account.item(calendar, itemId)
    if (present?.version !== expected) onOverwrite(calendar, uid, since)
    return present
  }

  async function change(calendar: NativeId, write: ItemWrite & { itemId: ItemId }, signal: AbortSignal) {
    const { itemId, expectedVersion, event, eventId } = write
    const since = await readAt(calendar, itemId, expectedVersion, signal)
    if (since === null) throw new CodedError('item-not-found', `there is no item ${itemId}`)
    await weather.before('write', calendar, signal)
    const present = overwrite(calendar, itemId, expectedVersion, event.uid, since)
    if (present === undefined) account.put(calendar, event, { itemId, mark: eventId })
    else await server.write(calendar, { ...write, expectedVersion: present.version }, signal)
    const { version } = account.item(calendar, itemId)!
    await weather.after('write', calendar, signal)
    const [held] = await source.read(calendar, [itemId], signal)
    if (held?.kind !== 'item' || held.version !== version) throw mismatch(itemId)
    return { itemId, held } satisfies Written
  }

  return {
    write: (calendar, write, signal) =>
      write.itemId === null
        ? source.write(calendar, write, signal)
        : change(calendar, { ...write, itemId: write.itemId }, signal),

    async delete(calendar, itemId, expectedVersion, signal) {
      const since = await readAt(calendar, itemId, expectedVersion, signal)
      if (since === null) return
      await weather.before('delete', calendar, signal)
      const item = account.item(calendar, itemId)
      if (item?.kind === 'item') overwrite(calendar, itemId, expectedVersion ?? item.version, item.event.uid, since)
      account.remove(calendar, itemId)
      await weather.after('delete', calendar, signal)
    },
  }
}

function mismatch(itemId: ItemId): CodedError {
  return new CodedError('version-mismatch', `${itemId} was changed meanwhile`)
}
