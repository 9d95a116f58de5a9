import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { NativeId } from '../provider.ts'
import { emptyInPlaceOf, fileFailure, isAbsent } from './file-failure.ts'
import { isFolderName, isItemName } from './file-name.ts'
import { identityOf } from './listing.ts'
import { isMetadataFile } from './metadata.ts'

/** The native id of the configured folder itself, where that is a calendar. */
export const ROOT_CALENDAR: NativeId = '.'

/**
 * The calendars of a configured folder: every sub-folder that holds events or metadata or nothing at all, and the
 * folder itself where it holds any, or where there is no other.
 *
 * Sub-folders that are links out of the configured folder are left out. Remembers which folder it has seen with
 * something in it: an empty one in its place is a disk that is not mounted, and not an account without calendars.
 */
export function collectionFinder(root: string): (signal: AbortSignal) => Promise<NativeId[]> {
  let seen: string | null = null

  return async (signal) => {
    const entries = await entriesOf(root)
    const identity = await identityOf(root)
    if (!entries.every(({ name }) => name.startsWith('.'))) seen = identity
    else if (seen !== null && seen !== identity) throw emptyInPlaceOf(root)

    const found: NativeId[] = []
    for (const entry of entries) {
      signal.throwIfAborted()
      if (!isFolderName(entry.name) || !(entry.isDirectory() || entry.isSymbolicLink())) continue
      if (await isCollection(root, entry.name)) found.push(entry.name)
    }
    const rootHolds = entries.some((entry) => !entry.isDirectory() && belongsToCalendar(entry.name))
    if (rootHolds || found.length === 0) found.push(ROOT_CALENDAR)
    return found.toSorted()
  }
}

async function isCollection(root: string, name: string): Promise<boolean> {
  const folder = join(root, name)
  try {
    if (!(await stat(folder)).isDirectory() || !(await isInside(root, folder))) return false
    const names = (await readdir(folder)).filter((each) => !each.startsWith('.'))
    return names.length === 0 || names.some(belongsToCalendar)
  } catch (error) {
    if (isAbsent(error)) return false
    throw fileFailure(error, folder, 'read')
  }
}

export function belongsToCalendar(name: string): boolean {
  return isItemName(name) || isMetadataFile(name)
}

async function isInside(root: string, folder: string): Promise<boolean> {
  const [target, home] = await Promise.all([realpath(folder), realpath(root)])
  return target.startsWith(home + sep)
}

/**
 * The folder of a calendar that is there.
 *
 * Throws `calendar-not-found` when only this folder is missing, `source-file` when the configured one is.
 */
export async function folderOf(root: string, calendar: NativeId): Promise<string> {
  if (calendar === ROOT_CALENDAR) {
    await mustExist(root)
    return root
  }
  const notFound = () => new CodedError('calendar-not-found', `there is no folder ${calendar} in ${root}`)
  if (!isFolderName(calendar)) throw notFound()
  const folder = join(root, calendar)
  try {
    if ((await stat(folder)).isDirectory() && (await isInside(root, folder))) return folder
  } catch (error) {
    if (!isAbsent(error)) throw fileFailure(error, folder, 'read')
    await mustExist(root)
  }
  throw notFound()
}

async function entriesOf(root: string) {
  try {
    return await readdir(root, { withFileTypes: true })
  } catch (error) {
    throw fileFailure(error, root, 'read')
  }
}

async function mustExist(root: string): Promise<void> {
  const stats = await stat(root).catch((error: unknown) => {
    throw fileFailure(error, root, 'read')
  })
  if (!stats.isDirectory()) throw new CodedError('source-file', `${root} is not a folder`)
}
