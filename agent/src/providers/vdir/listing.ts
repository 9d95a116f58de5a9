import type { BigIntStats } from 'node:fs'
import { lstat, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import { sleep, type Clock, type Timers } from '../../ports.ts'
import type { FileCache } from './file-cache.ts'
import { fileFailure, isAbsent } from './file-failure.ts'
import { isItemName, isTemporaryName } from './file-name.ts'

/** How long a program that saves by renaming may leave a file away before it counts as gone. */
const SETTLE_MILLISECONDS = 300
const ABANDONED_AFTER_MILLISECONDS = 60 * 60_000
const STATS_AT_ONCE = 64

export interface ListedFile {
  name: string
  stats: BigIntStats
}

export interface Listing {
  /** In the order of their names. */
  files: ListedFile[]
  /** Tells this folder from another one at the same path. */
  identity: string
  /** Nothing is in the folder at all, hidden files aside. */
  bare: boolean
}

/**
 * Every file of the folder that may be an event. A name seen before that is missing now is looked for by itself, at
 * once and again a moment later: some file systems overlook names that are renamed over while a folder is read, and
 * some editors save by moving the old file away first.
 */
export async function listFolder(
  folder: string,
  cache: FileCache,
  { clock, timers }: { clock: Clock; timers: Timers },
  signal: AbortSignal,
): Promise<Listing> {
  const identity = await identityOf(folder)
  const names = await namesIn(folder)
  const files = await statAll(folder, names.filter(isItemName), signal)
  const found = new Set(files.map(({ name }) => name))
  const missing = [...cache.names()].filter((name) => !found.has(name))
  if (missing.length > 0) {
    await sleep(timers, SETTLE_MILLISECONDS, signal)
    files.push(...(await statAll(folder, missing, signal)))
  }
  await removeAbandoned(folder, names.filter(isTemporaryName), clock)
  // A disk that went away meanwhile must not look like a folder whose files are gone.
  if ((await identityOf(folder)) !== identity)
    throw new CodedError('source-file', `${folder} was replaced while it was read`)
  files.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { files, identity, bare: names.every((name) => name.startsWith('.')) }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    throw fileFailure(error, folder, 'read')
  }
}

export async function identityOf(folder: string): Promise<string> {
  try {
    const { dev, ino } = await stat(folder, { bigint: true })
    return `${dev}:${ino}`
  } catch (error) {
    throw fileFailure(error, folder, 'read')
  }
}

async function statAll(folder: string, names: string[], signal: AbortSignal): Promise<ListedFile[]> {
  const files: ListedFile[] = []
  for (let index = 0; index < names.length; index += STATS_AT_ONCE) {
    signal.throwIfAborted()
    const batch = names.slice(index, index + STATS_AT_ONCE)
    const stats = await Promise.all(batch.map((name) => statOf(join(folder, name))))
    stats.forEach((each, at) => {
      if (each && !each.isDirectory()) files.push({ name: batch[at]!, stats: each })
    })
  }
  return files
}

async function statOf(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true })
  } catch (error) {
    if (isAbsent(error)) return null
    throw fileFailure(error, path, 'read')
  }
}

/** What a process that was killed had not yet renamed. */
async function removeAbandoned(folder: string, names: string[], clock: Clock): Promise<void> {
  for (const name of names) {
    const stats = await statOf(join(folder, name))
    if (stats && Number(stats.mtimeMs) + ABANDONED_AFTER_MILLISECONDS < clock.now()) {
      await rm(join(folder, name), { force: true }).catch(() => undefined)
    }
  }
}
