import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The built-in destination as a person's own calendar program sees it: a folder of `.ics` files. */
export class Destination {
  constructor(root) {
    this.root = root
  }

  files() {
    return readdirSync(this.root, { recursive: true })
      .filter((path) => path.endsWith('.ics'))
      .map((path) => join(this.root, path))
  }

  count() {
    return this.files().length
  }

  /** The file of the event with this UID, with its lines unfolded; null when there is none. */
  find(uid) {
    for (const path of this.files()) {
      const text = readFileSync(path, 'utf8').replaceAll(/\r?\n[ \t]/g, '')
      if (text.includes(`UID:${uid}`)) return { path, text }
    }
    return null
  }

  write(path, text) {
    writeFileSync(path, text)
  }

  delete(path) {
    unlinkSync(path)
  }
}
