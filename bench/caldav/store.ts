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
  private readonly uids = new Map<string, number>()
  private readonly changes: { number: number; href: string }[] = []
  private changeNumber = 0

  constructor(name: string) {
    this.properties = { displayname: name, color: '#3366cc' }
  }

  get changeCount(): number {
    return this.changeNumber
  }

  /** How many different UIDs there are; counted along, so that asking costs nothing. */
  get uidCount(): number {
    return this.uids.size
  }

  get token(): string {
    return `http://bench.example/sync/${this.changeNumber}`
  }

  put(href: string, text: string): string {
    const etag = `"${++this.changeNumber}"`
    this.forget(this.items.get(href)?.text)
    this.uids.set(uidOf(text), (this.uids.get(uidOf(text)) ?? 0) + 1)
    this.items.set(href, { text, etag })
    this.changes.push({ number: this.changeNumber, href })
    return etag
  }

  delete(href: string): boolean {
    this.forget(this.items.get(href)?.text)
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

  private forget(text: string | undefined): void {
    if (text === undefined) return
    const uid = uidOf(text)
    const left = this.uids.get(uid)! - 1
    if (left === 0) this.uids.delete(uid)
    else this.uids.set(uid, left)
  }
}

function uidOf(text: string): string {
  return /^UID:(.*)$/m.exec(text)?.[1]?.trim() ?? ''
}
