/** What a collection holds, for whoever counts afterwards. */
export interface CollectionContents {
  items: number
  /** PUTs and DELETEs since the server started, with those that filled it. */
  changes: number
  /** Different UIDs: fewer than items when something was doubled. */
  uids: number
}

/** A CalDAV collection in memory: items by href, and every change with a number, for sync-collection. */
export class Collection {
  readonly items = new Map<string, { text: string; etag: string }>()
  readonly properties: { displayname: string; color: string }
  private readonly changes: { number: number; href: string }[] = []
  private changeNumber = 0

  constructor(name: string) {
    this.properties = { displayname: name, color: '#3366cc' }
  }

  get changeCount(): number {
    return this.changeNumber
  }

  uids(): number {
    return new Set([...this.items.values()].map(({ text }) => /^UID:(.*)$/m.exec(text)?.[1])).size
  }

  get token(): string {
    return `http://bench.example/sync/${this.changeNumber}`
  }

  put(href: string, text: string): string {
    const etag = `"${++this.changeNumber}"`
    this.items.set(href, { text, etag })
    this.changes.push({ number: this.changeNumber, href })
    return etag
  }

  delete(href: string): boolean {
    if (!this.items.delete(href)) return false
    this.changes.push({ number: ++this.changeNumber, href })
    return true
  }

  /** Hrefs changed after the token, each once; null for a token this collection never gave. */
  since(token: string): string[] | null {
    const number = Number(/^http:\/\/bench\.example\/sync\/(\d+)$/.exec(token)?.[1] ?? Number.NaN)
    if (!(number <= this.changeNumber)) return null
    return [...new Set(this.changes.filter((change) => change.number > number).map((change) => change.href))]
  }
}
