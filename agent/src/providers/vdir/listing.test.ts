import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { impatientMachine } from '../testing/impatient-machine.ts'
import { NEVER_ABORTED } from '../testing/test-journal.ts'
import { FileCache } from './file-cache.ts'
import { readItemFile } from './item-file.ts'
import { listFolder } from './listing.ts'

let folder: string
let cache: FileCache
const machine = impatientMachine()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chroniton-listing-'))
  cache = new FileCache()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const list = async (duringPause: () => Promise<void> = async () => {}) => {
  const after = (milliseconds: number, callback: () => void): Disposable => {
    const pause = async () => {
      await duringPause()
      machine.timers.after(milliseconds, callback)
    }
    void pause()
    return { [Symbol.dispose]: () => undefined }
  }
  return listFolder(folder, cache, { ...machine, timers: { ...machine.timers, after } }, NEVER_ABORTED)
}
const namesIn = async (listing: ReturnType<typeof list>) => (await listing).files.map(({ name }) => name)
const put = (name: string, text = '') => writeFile(join(folder, name), text)
const know = async (name: string) => cache.remember(name, (await readItemFile(folder, join(folder, name)))!, Date.now())

describe('listing a folder', () => {
  it('names what may be an event, in order, and nothing else', async () => {
    for (const name of ['b.ics', 'a.ics', 'C.ICS', '.hidden.ics', 'a.ics~', 'x.tmp', 'displayname', '#a.ics#'])
      await put(name)
    await mkdir(join(folder, 'folder.ics'))
    expect(await namesIn(list())).toEqual(['C.ICS', 'a.ics', 'b.ics'])
  })

  it('waits for a file that an editor has moved away to save it', async () => {
    await put('a.ics')
    await know('a.ics')
    await rename(join(folder, 'a.ics'), join(folder, 'a.ics~'))
    expect(await namesIn(list(() => put('a.ics', 'saved')))).toEqual(['a.ics'])
  })

  it('a file that stays away is gone', async () => {
    await put('a.ics')
    await know('a.ics')
    await rm(join(folder, 'a.ics'))
    expect(await namesIn(list())).toEqual([])
  })

  it('fails when the folder is missing, and when another takes its place meanwhile', async () => {
    await put('a.ics')
    await know('a.ics')
    await rm(join(folder, 'a.ics'))
    const replace = async () => {
      await rename(folder, `${folder}-old`)
      await mkdir(folder)
    }
    await expect(list(replace)).rejects.toMatchObject({ code: 'source-file' })
    await rm(`${folder}-old`, { recursive: true })
    await rm(folder, { recursive: true })
    await expect(list()).rejects.toMatchObject({ code: 'source-file' })
  })

  it('clears away what a killed process left, when it is old', async () => {
    await put('.chroniton-00aa.tmp')
    await put('.chroniton-00bb.tmp')
    await utimes(join(folder, '.chroniton-00aa.tmp'), new Date(0), new Date(0))
    await list()
    expect(await readdir(folder)).toEqual(['.chroniton-00bb.tmp'])
  })

  it('says whether there is anything at all', async () => {
    await put('.nfs0001')
    expect((await list()).bare).toBe(true)
    await put('displayname')
    expect((await list()).bare).toBe(false)
  })
})

describe('the versions of files', () => {
  const statsOf = async () => (await list()).files[0]!.stats

  it('are known without reading once the file has been still for a while', async () => {
    await put('a.ics', 'text')
    const content = (await readItemFile(folder, join(folder, 'a.ics')))!
    cache.remember('a.ics', content, Date.now() + 10_000)
    expect(cache.versionOf('a.ics', await statsOf())).toBe(content.version)
  })

  it('are not trusted when the file was read in the moment it was written', async () => {
    await put('a.ics', 'text')
    cache.remember('a.ics', (await readItemFile(folder, join(folder, 'a.ics')))!, Date.now())
    expect(cache.versionOf('a.ics', await statsOf())).toBeNull()
  })

  it('are not known of a file that changed size, time or place', async () => {
    await put('a.ics', 'text')
    cache.remember('a.ics', (await readItemFile(folder, join(folder, 'a.ics')))!, Date.now() + 10_000)
    await utimes(join(folder, 'a.ics'), new Date(0), new Date(0))
    expect(cache.versionOf('a.ics', await statsOf())).toBeNull()
    expect(cache.versionOf('b.ics', await statsOf())).toBeNull()
  })

  it('remember the mark of a file, folded or not', async () => {
    await put('a.ics', 'BEGIN:VCALENDAR\r\nX-CHRONITON-ID:abc-\r\n 1\r\nEND:VCALENDAR')
    await put('b.ics', 'DESCRIPTION:X-CHRONITON-ID:abc-1')
    await know('a.ics')
    await know('b.ics')
    expect(cache.namesMarked('abc-1')).toEqual(['a.ics'])
  })
})
