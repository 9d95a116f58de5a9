import { describe, expect, it } from 'vitest'
import { folderSync } from './folder-sync.ts'

/** A disk that finishes a sync only when it is told to. */
function slowDisk() {
  const started: { folder: string; finish: () => void; fail: (error: Error) => void }[] = []
  const sync = folderSync((folder) => new Promise<void>((finish, fail) => started.push({ folder, finish, fail })))
  return { started, sync }
}

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve))

describe('syncing a folder', () => {
  it('shares one sync among calls of the same turn, and never answers with a sync that began before the call', async () => {
    const { started, sync } = slowDisk()
    const first = Promise.all([sync('a'), sync('a')])
    await turn()
    expect(started).toHaveLength(1)

    let laterDone = false
    const later = Promise.all([sync('a'), sync('a')]).then(() => (laterDone = true))
    await turn()
    expect(started).toHaveLength(1)
    started[0]!.finish()
    await first
    await turn()
    expect(laterDone).toBe(false)
    expect(started).toHaveLength(2)
    started[1]!.finish()
    await later
  })

  it('does not keep other folders waiting', async () => {
    const { started, sync } = slowDisk()
    const both = Promise.all([sync('a'), sync('b')])
    await turn()
    expect(started.map(({ folder }) => folder)).toEqual(['a', 'b'])
    for (const { finish } of started) finish()
    await both
  })

  it('a failed sync fails those who waited for it, and nobody after', async () => {
    const { started, sync } = slowDisk()
    const failing = sync('a')
    await turn()
    const next = sync('a')
    started[0]!.fail(new Error('disk'))
    await expect(failing).rejects.toThrow('disk')
    await turn()
    started[1]!.finish()
    await expect(next).resolves.toBeUndefined()
  })

  it('syncs a real folder', async () => {
    await expect(folderSync()(import.meta.dirname)).resolves.toBeUndefined()
  })
})
