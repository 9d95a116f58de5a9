import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CalendarMetadata } from '@chroniton/shared/contract/calendar'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { NativeId } from '../provider.ts'
import { belongsToCalendar } from './collections.ts'
import { fileFailure, systemCode } from './file-failure.ts'
import { folderNameFor, temporaryName } from './file-name.ts'
import type { FolderSync } from './folder-sync.ts'
import type { FileWriter } from './item-file.ts'
import { writeMetadata } from './metadata.ts'

const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM'])

/** Makes the folder complete with its metadata, or finds the one made for this key before. */
export async function createFolder(
  root: string,
  metadata: CalendarMetadata,
  key: string,
  { writer, sync, randomId }: { writer: FileWriter; sync: FolderSync; randomId: () => string },
): Promise<NativeId> {
  const name = folderNameFor(metadata.name, key)
  const folder = join(root, name)
  if (await isThere(folder)) return name
  const temporary = join(root, temporaryName(randomId()))
  try {
    await mkdir(temporary)
    await writeMetadata(temporary, metadata, writer)
    await rename(temporary, folder)
    await sync(root)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    if (!(TAKEN.has(systemCode(error)) && (await isThere(folder)))) throw fileFailure(error, folder, 'write')
  }
  return name
}

/**
 * Removes a calendar's folder in one step for everybody who looks; what it holds besides events and metadata is not
 * ours to delete.
 */
export async function removeFolder(
  folder: string,
  { sync, randomId }: { sync: FolderSync; randomId: () => string },
): Promise<void> {
  const temporary = join(dirname(folder), temporaryName(randomId()))
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const foreign = entries.find(
      (entry) => entry.isDirectory() || !(belongsToCalendar(entry.name) || isHidden(entry.name)),
    )
    if (foreign) {
      throw new CodedError('not-supported', `${folder} also holds ${foreign.name}, which is no part of a calendar`)
    }
    await rename(folder, temporary)
    await sync(dirname(folder))
    await rm(temporary, { recursive: true, force: true })
  } catch (error) {
    throw fileFailure(error, folder, 'write')
  }
}

function isHidden(name: string): boolean {
  return name.startsWith('.')
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
