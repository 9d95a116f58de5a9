import { open } from 'node:fs/promises'
import { systemCode } from './file-failure.ts'

/** What Windows and some network file systems answer to syncing a folder: they need no such call, or know none. */
const NOT_SYNCABLE = new Set(['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP', 'EACCES'])

/** Resolves when every name made, changed or removed in the folder before the call survives a power cut. */
export type FolderSync = (folder: string) => Promise<void>

/** Calls that arrive while the disk is busy with a folder share the next sync of it. */
export function folderSync(syncFolder = syncToDisk): FolderSync {
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, Promise<void>>()

  async function begin(folder: string): Promise<void> {
    await running.get(folder)?.catch(() => undefined)
    const mine = waiting.get(folder)!
    waiting.delete(folder)
    running.set(folder, mine)
    try {
      await syncFolder(folder)
    } finally {
      if (running.get(folder) === mine) running.delete(folder)
    }
  }

  return (folder) => {
    let shared = waiting.get(folder)
    if (!shared) {
      shared = Promise.resolve().then(() => begin(folder))
      waiting.set(folder, shared)
    }
    return shared
  }
}

async function syncToDisk(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!NOT_SYNCABLE.has(systemCode(error))) throw error
  }
}
