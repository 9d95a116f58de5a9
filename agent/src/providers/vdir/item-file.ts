import { createHash } from 'node:crypto'
import {
  constants,
  linkSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  type BigIntStats,
  type Stats,
} from 'node:fs'
import { lstat, open, realpath, rm } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import { ItemVersion } from '@chroniton/shared/contract/ids'
import { fileFailure, isAbsent, systemCode } from './file-failure.ts'
import type { FolderSync } from './folder-sync.ts'
import { temporaryName } from './file-name.ts'

/** Far above any event; a larger file is something else and is not read into memory. */
const MAX_FILE_BYTES = 4 * 1024 * 1024
/** Answers of file systems that know no hard links. */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

export interface FileContent {
  bytes: Buffer
  version: ItemVersion
  stats: BigIntStats
}

/** The version of a file is what is in it: a copied, restored or touched file is the same. */
export function versionOf(bytes: Uint8Array): ItemVersion {
  return ItemVersion.parse(createHash('sha256').update(bytes).digest('hex').slice(0, 32))
}

/**
 * What is in the file; null when there is no such file.
 *
 * Throws `item-too-large`, `source-forbidden` for a link out of `root`, `source-file`.
 */
export async function readItemFile(root: string, path: string): Promise<FileContent | null> {
  try {
    const target = (await lstat(path)).isSymbolicLink() ? await insideOf(root, path) : path
    const handle = await open(target, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const stats = await handle.stat({ bigint: true })
      if (!stats.isFile()) return null
      if (stats.size > MAX_FILE_BYTES) throw new CodedError('item-too-large', `${path} has ${stats.size} bytes`)
      const bytes = await handle.readFile()
      return { bytes, version: versionOf(bytes), stats }
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (isAbsent(error)) return null
    throw fileFailure(error, path, 'read')
  }
}

async function insideOf(root: string, path: string): Promise<string> {
  const [target, home] = await Promise.all([realpath(path), realpath(root)])
  if (target.startsWith(home + sep)) return target
  throw new CodedError('source-forbidden', `${path} is a link that leads out of ${root}`)
}

/**
 * Changes files so that nobody ever sees half of one, and that what was answered survives a power cut.
 *
 * Whether the file is still the expected one is checked in the same turn of the event loop as the rename: between the
 * two lie microseconds. Not promised, because no portable call of a file system can: that a program which writes in
 * just these microseconds, or holds the file open and writes into it later, is not overwritten.
 */
export interface FileWriter {
  /** Makes a file that was not there; null when there is one of that name. */
  create(path: string, text: string): Promise<FileContent | null>
  /** Throws `version-mismatch` and `item-not-found`. */
  replace(path: string, expected: ItemVersion | null, text: string): Promise<FileContent>
  /** Throws `version-mismatch`; a file that is gone already is a success. */
  remove(path: string, expected: ItemVersion | null): Promise<void>
  /** Writes a file whoever changed it meanwhile. */
  put(path: string, text: string): Promise<void>
}

export function fileWriter(randomId: () => string, sync: FolderSync): FileWriter {
  /** `finishing` gives the temporary file its name. */
  async function finish<Result>(path: string, text: string, finishing: (temporary: string) => Result) {
    const temporary = join(dirname(path), temporaryName(randomId()))
    try {
      const content = await writeTemporary(temporary, text, lstatSync(path, { throwIfNoEntry: false }) ?? null)
      const result = finishing(temporary)
      await sync(dirname(path))
      return { content, result }
    } catch (error) {
      await rm(temporary, { force: true })
      throw fileFailure(error, path, 'write')
    }
  }

  return {
    async create(path, text) {
      const { content, result } = await finish(path, text, (temporary) => nameExclusively(temporary, path))
      return result ? content : null
    },
    async replace(path, expected, text) {
      const { content } = await finish(path, text, (temporary) => {
        if (!isAt(path, expected)) throw new CodedError('item-not-found', `${path} is gone`)
        renameSync(temporary, path)
      })
      return content
    },
    async remove(path, expected) {
      try {
        if (!isAt(path, expected)) return
        unlinkSync(path)
        await sync(dirname(path))
      } catch (error) {
        if (!isAbsent(error)) throw fileFailure(error, path, 'write')
      }
    },
    async put(path, text) {
      await finish(path, text, (temporary) => renameSync(temporary, path))
    },
  }
}

/** Gives the new file the rights of the one it replaces, and its owner where that is allowed. */
async function writeTemporary(path: string, text: string, before: Stats | null): Promise<FileContent> {
  const bytes = Buffer.from(text, 'utf8')
  const handle = await open(path, 'wx', 0o644)
  try {
    await handle.writeFile(bytes)
    if (before?.isFile()) {
      if (process.getuid?.() === 0) await handle.chown(before.uid, before.gid)
      await handle.chmod(before.mode & 0o777)
    }
    await handle.sync()
    return { bytes, version: versionOf(bytes), stats: await handle.stat({ bigint: true }) }
  } finally {
    await handle.close()
  }
}

/** False when the name is taken. */
function nameExclusively(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path)
    rmSync(temporary)
    return true
  } catch (error) {
    const code = systemCode(error)
    if (code !== 'EEXIST' && !NO_HARD_LINKS.has(code)) throw error
  }
  if (lstatSync(path, { throwIfNoEntry: false })) {
    rmSync(temporary)
    return false
  }
  renameSync(temporary, path)
  return true
}

/** False when there is no file; throws `version-mismatch` when it is another than expected. */
function isAt(path: string, expected: ItemVersion | null): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats) return false
  if (!stats.isFile()) throw new CodedError('item-refused', `${path} is a link or no file: only files are written`)
  if (expected !== null && versionOf(readFileSync(path)) !== expected) {
    throw new CodedError('version-mismatch', `${path} was changed by another program`)
  }
  return true
}
