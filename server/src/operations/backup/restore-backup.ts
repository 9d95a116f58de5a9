import Sqlite from 'better-sqlite3'
import { CodedError } from '@chroniton/shared/contract/errors'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { extract } from 'tar'
import { storageFailure } from '../../store/failure.ts'
import { lock } from '../../store/lock.ts'
import { newestMigration } from '../../store/migrations.ts'
import { DATABASE, filesIn, MANIFEST, Manifest, sha256Of } from './manifest.ts'
import { stateOf } from './write-backup.ts'

const KEPT = /\.lock(?:-journal)?$|^before-/

export interface Restored {
  manifest: Manifest
  /** The folder in which everything now lies that was there before; null where nothing was. */
  before: string | null
}

/**
 * Puts back what a backup holds. What was there is moved into a folder beside it, and only after the archive has been
 * found whole.
 *
 * Errors: `already-running`, `storage-newer` (the backup is of a newer version), `storage-damaged` (the archive is not
 * what was written), `storage-failed`.
 */
export async function restoreBackup(storagePath: string, file: string, now: Date): Promise<Restored> {
  if (!existsSync(file)) throw new CodedError('not-found', `there is no file ${file}`)
  mkdirSync(storagePath, { recursive: true, mode: 0o700 })
  const held = lock(join(storagePath, DATABASE))
  const work = mkdtempSync(join(storagePath, 'before-restoring-'))
  try {
    const manifest = await unpack(file, work)
    const before = moveAside(storagePath, now)
    rmSync(join(work, MANIFEST))
    for (const name of readdirSync(work)) renameSync(join(work, name), join(storagePath, name))
    return { manifest, before }
  } catch (error) {
    throw storageFailure(error)
  } finally {
    rmSync(work, { recursive: true, force: true })
    held.release()
  }
}

/** Everything of the archive into the folder. Errors when it is not exactly what its manifest says. */
async function unpack(file: string, folder: string): Promise<Manifest> {
  try {
    // Links could lead out of the folder; a backup has none.
    await extract({
      file,
      cwd: folder,
      strict: true,
      filter: (_path, entry) => 'type' in entry && entry.type === 'File',
    })
  } catch (error) {
    if (isNoSpace(error)) throw error
    throw damaged(`it cannot be unpacked (${error instanceof Error ? error.message : String(error)})`)
  }
  const manifest = readManifest(folder)
  if (manifest.schema > newestMigration()) {
    throw new CodedError('storage-newer', `the backup was made by version ${manifest.hubVersion} of the hub`)
  }
  const present = filesIn(folder).filter((path) => path !== MANIFEST)
  if (present.join('\n') !== manifest.files.map(({ path }) => path).join('\n')) throw damaged('files are missing in it')
  for (const { path, sha256 } of manifest.files) {
    if ((await sha256Of(join(folder, path))) !== sha256) throw damaged(`${path} is not what was written`)
  }
  const sqlite = new Sqlite(join(folder, DATABASE), { readonly: true })
  try {
    if (stateOf(sqlite).stateHash !== manifest.stateHash) throw damaged('its database is not what was written')
  } finally {
    sqlite.close()
  }
  return manifest
}

function readManifest(folder: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')))
  } catch {
    throw damaged('it is no backup of a hub')
  }
}

/** The folder that what was there has been moved to; null where there was nothing. */
function moveAside(storagePath: string, now: Date): string | null {
  const names = readdirSync(storagePath).filter((name) => !KEPT.test(name))
  if (names.length === 0) return null
  const before = join(storagePath, `before-restore-${now.toISOString().replaceAll(/[:.]/g, '-')}`)
  mkdirSync(before, { mode: 0o700 })
  for (const name of names) renameSync(join(storagePath, name), join(before, name))
  return before
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

function damaged(why: string): CodedError {
  return new CodedError('storage-damaged', `the backup cannot be put back: ${why}; nothing was changed`)
}
