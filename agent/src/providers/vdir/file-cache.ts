import type { BigIntStats } from 'node:fs'
import type { ItemVersion } from '@chroniton/shared/contract/ids'
import type { FileContent } from './item-file.ts'

/**
 * The coarsest clock among file systems in use (FAT: two seconds). A file read within this time of its last change
 * may change again without showing another time.
 */
const TICK_MILLISECONDS = 2_000

interface CachedFile {
  stamp: string
  version: ItemVersion
  mark: string | null
  /** Holds a task, a note or the like. */
  foreign: boolean
}

const MARK_LINE = /^X-CHRONITON-ID[^:\r\n]*:(.*(?:\r?\n[ \t].*)*)/im

/** Versions of the files of one folder, so that a run over unchanged ones reads none of them. */
export class FileCache {
  readonly #files = new Map<string, CachedFile>()

  /** Null when the file must be read to be sure. */
  versionOf(name: string, stats: BigIntStats): ItemVersion | null {
    const cached = this.#files.get(name)
    return cached?.stamp === stampOf(stats) ? cached.version : null
  }

  /** True when the file is as it was when it was found to hold no event. */
  isForeign(name: string, stats: BigIntStats): boolean {
    const cached = this.#files.get(name)
    return cached !== undefined && cached.foreign && cached.stamp === stampOf(stats)
  }

  rememberForeign(name: string): void {
    const cached = this.#files.get(name)
    if (cached) cached.foreign = true
  }

  /** Files that carried this mark when they were last read. */
  namesMarked(mark: string): string[] {
    return [...this.#files].filter(([, file]) => file.mark === mark).map(([name]) => name)
  }

  /** `readAt`: the time at which reading began. */
  remember(name: string, { bytes, version, stats }: FileContent, readAt: number): void {
    const settled = Math.max(Number(stats.mtimeMs), Number(stats.ctimeMs)) + TICK_MILLISECONDS < readAt
    this.#files.set(name, {
      stamp: settled ? stampOf(stats) : '',
      version,
      mark: markIn(bytes),
      foreign: false,
    })
  }

  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#files.keys()) if (!names.has(name)) this.#files.delete(name)
  }

  names(): IterableIterator<string> {
    return this.#files.keys()
  }
}

function markIn(bytes: Buffer): string | null {
  return (
    MARK_LINE.exec(bytes.toString('latin1'))?.[1]
      ?.replace(/\r?\n[ \t]/g, '')
      .trim() ?? null
  )
}

function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`
}
