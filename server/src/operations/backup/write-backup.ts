import Sqlite from 'better-sqlite3'
import { CodedError } from '@chroniton/shared/contract/errors'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { create } from 'tar'
import { digest } from '../../store/digest.ts'
import { storageFailure } from '../../store/failure.ts'
import { lastApplied } from '../../store/migrations.ts'
import { HUB_VERSION } from '../../version.ts'
import { DATABASE, filesIn, MANIFEST, type Manifest, sha256Of } from './manifest.ts'

/** A database is copied by its own means; a lock and what an earlier restore put aside belong to this machine alone. */
const LEFT_OUT = /^(?:hub|agent)\.sqlite|\.lock$|^before-/
const ALL_PAGES = 2 ** 31 - 1

/**
 * Writes everything a hub keeps into one archive, whether the hub runs or not. The database is taken as it is at one
 * moment, the built-in calendars after it: what people change in between the hub sees when it lists them again. The
 * journal of the hub's own agent is not taken: without one the agent lists everything and finds its items by their
 * marks.
 *
 * Errors: `not-found` without a storage there, `storage-failed`, `storage-damaged`.
 */
export async function writeBackup(storagePath: string, file: string, now: Date): Promise<Manifest> {
  const source = join(storagePath, DATABASE)
  if (!existsSync(source)) throw new CodedError('not-found', `there is no storage of a hub in ${storagePath}`)
  const target = resolve(file)
  // Beside the archive: there must be room for it there anyway, and a rename is whole or not at all.
  const work = mkdtempSync(join(dirname(target), '.chroniton-backup-'))
  try {
    const folder = join(work, 'storage')
    mkdirSync(folder)
    const state = await copyDatabase(source, join(folder, DATABASE))
    for (const name of readdirSync(storagePath)) {
      if (!LEFT_OUT.test(name)) cpSync(join(storagePath, name), join(folder, name), { recursive: true })
    }
    const paths = filesIn(folder)
    const files = await Promise.all(paths.map(async (path) => ({ path, sha256: await sha256Of(join(folder, path)) })))
    const manifest: Manifest = {
      format: 1,
      createdAt: now.toISOString(),
      hubVersion: HUB_VERSION,
      ...state,
      files,
    }
    writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
    const archive = join(work, 'archive')
    // The manifest comes first: whoever lists the archive sees what it is.
    await create({ gzip: true, file: archive, cwd: folder, portable: true, mode: 0o600 }, [MANIFEST, ...paths])
    renameSync(archive, target)
    return manifest
  } catch (error) {
    throw storageFailure(error)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function copyDatabase(source: string, target: string) {
  const running = new Sqlite(source, { readonly: true, timeout: 10_000 })
  try {
    // In one step: a hub that writes in between would make it begin anew again and again.
    await running.backup(target, { progress: () => ALL_PAGES })
  } finally {
    running.close()
  }
  const copy = new Sqlite(target)
  try {
    // A copy without files beside it.
    copy.pragma('journal_mode = DELETE')
    return stateOf(copy)
  } finally {
    copy.close()
  }
}

/** By what two copies of one database are told to be the same. Errors: `storage-damaged`. */
export function stateOf(sqlite: Sqlite.Database): Pick<Manifest, 'hubId' | 'schema' | 'foldedPosition' | 'stateHash'> {
  const verdict = sqlite.pragma('integrity_check', { simple: true })
  if (verdict !== 'ok') throw new CodedError('storage-damaged', `the database is damaged (${String(verdict)})`)
  const meta = (key: string) => sqlite.prepare('select value from meta where key = ?').pluck().get(key)
  return {
    hubId: String(meta('hub_id')),
    schema: lastApplied(sqlite),
    foldedPosition: Number(meta('folded_position') ?? 0),
    stateHash: digest({ sqlite }),
  }
}
