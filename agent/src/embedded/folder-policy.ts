import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'

/** Where files and folders that people name as sources may lie on the hub's machine. */
export interface FolderPolicy {
  /** Absolute paths; `null`: anywhere. */
  within: readonly string[] | null
  /** Never in here, whatever else is said. */
  except: string
}

/** Errors: `invalid-input` for a path that is not absolute or not permitted, wherever symbolic links lead it. */
export async function mustLieWithin(path: string, { within, except }: FolderPolicy): Promise<void> {
  if (!isAbsolute(path)) throw new CodedError('invalid-input', 'path: expected an absolute path on the hub’s machine')
  const real = await realPath(path)
  const isPermitted = within === null || (await some(within, async (folder) => contains(await realPath(folder), real)))
  if (isPermitted && !contains(await realPath(except), real)) return
  const allowed =
    within === null
      ? 'any folder but the hub’s own storage'
      : within.length === 0
        ? 'none unless SOURCE_FOLDERS names some'
        : `those within ${within.join(', ')}`
  throw new CodedError('invalid-input', `path: the hub may not use this folder; allowed: ${allowed}`)
}

/** Of what is not there yet, that of the nearest folder that is. */
async function realPath(path: string): Promise<string> {
  const absolute = resolve(path)
  try {
    return await realpath(absolute)
  } catch {
    const parent = dirname(absolute)
    return parent === absolute ? absolute : join(await realPath(parent), relative(parent, absolute))
  }
}

function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}

async function some<Item>(items: readonly Item[], holds: (item: Item) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (await holds(item)) return true
  return false
}
