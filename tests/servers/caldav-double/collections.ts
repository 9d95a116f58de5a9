export interface StoredItem {
  text: string
  uid: string
  etag: string
  /** The account's revision of its last change. */
  revision: number
  /** Whole seconds. */
  changedAt: number
}

export interface Collection {
  props: Map<string, string>
  items: Map<string, StoredItem>
  deleted: Map<string, { revision: number; changedAt: number }>
  revision: number
  changedAt: number
}

/** The calendars of one account, with what a sync report needs to know of the past. */
export class Collections {
  readonly all = new Map<string, Collection>()
  #revision = 0
  readonly #etagsRepeat: () => boolean
  readonly #seconds: () => number

  constructor(etagsRepeat: () => boolean, seconds: () => number) {
    this.#etagsRepeat = etagsRepeat
    this.#seconds = seconds
  }

  make(path: string): Collection {
    const collection: Collection = {
      props: new Map(),
      items: new Map(),
      deleted: new Map(),
      revision: 0,
      changedAt: -1,
    }
    this.all.set(path, collection)
    return collection
  }

  put(collection: Collection, name: string, text: string): StoredItem {
    const before = collection.items.get(name)
    const count = before ? Number(before.etag.replace(/\D/g, '')) + 1 : 0
    this.#touch(collection)
    const etag = this.#etagsRepeat() ? `"gcs${String(count).padStart(8, '0')}"` : `"e${this.#revision}"`
    const uid = /^UID(?:;[^:\r\n]*)?:(.+?)\r?$/m.exec(text)?.[1] ?? ''
    const item: StoredItem = { text, uid, etag, revision: this.#revision, changedAt: this.#seconds() }
    collection.items.set(name, item)
    collection.deleted.delete(name)
    return item
  }

  remove(collection: Collection, name: string): void {
    collection.items.delete(name)
    this.#touch(collection)
    collection.deleted.set(name, { revision: this.#revision, changedAt: this.#seconds() })
  }

  #touch(collection: Collection): void {
    this.#revision += 1
    collection.revision = this.#revision
    collection.changedAt = this.#seconds()
  }
}
