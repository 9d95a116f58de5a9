import { join } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import { ItemId, type EventId } from '@chroniton/shared/contract/ids'
import type { Machine } from '../../ports.ts'
import type { FailedItem, KnownItems, ProviderItem, PullStep } from '../provider.ts'
import { FileCache } from './file-cache.ts'
import { emptyInPlaceOf } from './file-failure.ts'
import { isItemName, itemNameFor } from './file-name.ts'
import { itemIn, unreadable } from './item.ts'
import { readItemFile, type FileContent } from './item-file.ts'
import { listFolder, type ListedFile } from './listing.ts'

const READS_AT_ONCE = 32

/** Reads one calendar folder. Remembers the versions of its files, and nothing that could not be read again. */
export class Collection {
  readonly #root: string
  readonly #machine: Machine
  readonly #cache = new FileCache()

  constructor(root: string, machine: Machine) {
    this.#root = root
    this.#machine = machine
  }

  async *changes(
    folder: string,
    cursor: string | null,
    known: KnownItems,
    signal: AbortSignal,
  ): AsyncIterable<PullStep> {
    signal.throwIfAborted()
    const { files, identity, bare } = await listFolder(folder, this.#cache, this.#machine, signal)
    if (bare && cursor !== null && cursor !== identity) throw emptyInPlaceOf(folder)
    for (let done = 0; done < files.length; done += READS_AT_ONCE) {
      const batch = files.slice(done, done + READS_AT_ONCE)
      for (const step of await Promise.all(batch.map((file) => this.#step(folder, file, known, signal)))) {
        if (step) yield step
        signal.throwIfAborted()
      }
      yield { kind: 'progress', done: done + batch.length, total: files.length }
      signal.throwIfAborted()
    }
    this.#cache.keepOnly(new Set(files.map(({ name }) => name)))
    yield { kind: 'end', cursor: identity, complete: true }
  }

  async #step(
    folder: string,
    { name, stats }: ListedFile,
    known: KnownItems,
    signal: AbortSignal,
  ): Promise<PullStep | null> {
    if (this.#cache.isForeign(name, stats)) return null
    const itemId = ItemId.parse(name)
    const knownVersion = known.version(itemId)
    if (knownVersion !== undefined && this.#cache.versionOf(name, stats) === knownVersion) {
      return { kind: 'same', itemId }
    }
    const loaded = await this.#load(folder, name, signal)
    if (loaded === null) return null
    if (loaded.version === knownVersion) return { kind: 'same', itemId }
    return 'bytes' in loaded ? this.#parse(name, loaded, signal) : loaded
  }

  /** Null when there is no such file. */
  async #load(folder: string, name: string, signal: AbortSignal): Promise<FileContent | FailedItem | null> {
    signal.throwIfAborted()
    const readAt = this.#machine.clock.now()
    try {
      const content = await readItemFile(this.#root, join(folder, name))
      if (content) this.#cache.remember(name, content, readAt)
      return content
    } catch (error) {
      if (error instanceof CodedError) return unreadable(name, error)
      throw error
    }
  }

  /** Null when it is no event. */
  async #parse(name: string, content: FileContent, signal: AbortSignal): Promise<ProviderItem | FailedItem | null> {
    const item = await itemIn(name, content, signal)
    if (item === null) this.#cache.rememberForeign(name)
    return item
  }

  /** Null when there is no such event. */
  async item(folder: string, itemId: ItemId, signal: AbortSignal): Promise<ProviderItem | FailedItem | null> {
    if (!isItemName(itemId)) return null
    const loaded = await this.#load(folder, itemId, signal)
    return loaded && 'bytes' in loaded ? this.#parse(itemId, loaded, signal) : loaded
  }

  async items(folder: string, itemIds: ItemId[], signal: AbortSignal): Promise<(ProviderItem | FailedItem)[]> {
    const items: (ProviderItem | FailedItem)[] = []
    for (let index = 0; index < itemIds.length; index += READS_AT_ONCE) {
      const batch = itemIds.slice(index, index + READS_AT_ONCE)
      const read = await Promise.all(batch.map((itemId) => this.item(folder, itemId, signal)))
      items.push(...read.filter((item) => item !== null))
    }
    return items
  }

  /** By its name, else (somebody may have renamed the file) by its mark. */
  async find(folder: string, eventId: EventId, signal: AbortSignal): Promise<ProviderItem | null> {
    const named = await this.item(folder, ItemId.parse(itemNameFor(eventId)), signal)
    if (named?.kind === 'item' && (named.mark === null || named.mark === eventId)) return named
    const { files } = await listFolder(folder, this.#cache, this.#machine, signal)
    for (const { name, stats } of files) {
      if (this.#cache.versionOf(name, stats) === null) await this.#load(folder, name, signal)
    }
    for (const name of this.#cache.namesMarked(eventId)) {
      const item = await this.item(folder, ItemId.parse(name), signal)
      if (item?.kind === 'item' && item.mark === eventId) return item
    }
    return null
  }
}
