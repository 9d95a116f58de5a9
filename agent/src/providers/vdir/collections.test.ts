import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NEVER_ABORTED } from '../testing/test-journal.ts'
import { collectionFinder, folderOf } from './collections.ts'

let root: string
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'chroniton-collections-'))))
afterEach(() => rm(root, { recursive: true, force: true }))

const put = async (path: string) => {
  await mkdir(join(root, path, '..'), { recursive: true })
  await writeFile(join(root, path), '')
}
const found = () => collectionFinder(root)(NEVER_ABORTED)

describe('finding calendars in a folder', () => {
  it('an empty folder is one empty calendar', async () => {
    expect(await found()).toEqual(['.'])
  })

  it('a folder with events is one calendar, whatever other folders lie in it', async () => {
    await put('a.ics')
    await put('attachments/plan.pdf')
    expect(await found()).toEqual(['.'])
  })

  it('sub-folders with events, with metadata or with nothing are calendars', async () => {
    await put('private/a.ics')
    await put('team/displayname')
    await put('documents/letter.txt')
    await put('.git/config')
    await mkdir(join(root, 'new'))
    expect(await found()).toEqual(['new', 'private', 'team'])
  })

  it('a stray event beside sub-folders takes none of them away', async () => {
    await put('private/a.ics')
    await put('stray.ics')
    expect(await found()).toEqual(['.', 'private'])
  })

  it('a link that leads out is no calendar, one that stays inside is', async () => {
    await put('private/a.ics')
    await symlink(join(root, 'private'), join(root, 'alias'))
    await symlink('/etc', join(root, 'out'))
    expect(await found()).toEqual(['alias', 'private'])
    await expect(folderOf(root, 'out')).rejects.toMatchObject({ code: 'calendar-not-found' })
  })

  it('a missing folder is a failure, not a folder without calendars', async () => {
    await rm(root, { recursive: true })
    await expect(found()).rejects.toMatchObject({ code: 'source-file' })
  })
})

describe('a folder that held calendars', () => {
  it('and is suddenly another, empty one is a disk that is not mounted', async () => {
    await put('private/a.ics')
    const find = collectionFinder(root)
    await find(NEVER_ABORTED)
    await rename(root, `${root}-disk`)
    await mkdir(root)
    await expect(find(NEVER_ABORTED)).rejects.toMatchObject({ code: 'source-file' })
    await rm(root, { recursive: true })
    await rename(`${root}-disk`, root)
    expect(await find(NEVER_ABORTED)).toEqual(['private'])
  })
})

describe('the folder of a calendar', () => {
  it.each(['..', '../..', 'private/..', '/etc', '.git', 'a\0b', ''])('is never found outside: %j', async (calendar) => {
    await put('private/a.ics')
    await expect(folderOf(root, calendar)).rejects.toMatchObject({ code: 'calendar-not-found' })
  })

  it('is not found when it alone is missing; with all else gone the disk is blamed', async () => {
    await expect(folderOf(root, 'private')).rejects.toMatchObject({ code: 'calendar-not-found' })
    await rm(root, { recursive: true })
    await expect(folderOf(root, 'private')).rejects.toMatchObject({ code: 'source-file' })
    await expect(folderOf(root, '.')).rejects.toMatchObject({ code: 'source-file' })
  })
})
