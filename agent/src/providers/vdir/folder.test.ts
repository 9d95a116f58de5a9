import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFolder, removeFolder } from './folder.ts'
import { folderSync } from './folder-sync.ts'
import { fileWriter } from './item-file.ts'
import { readMetadata, writeMetadata } from './metadata.ts'

let root: string
let id = 0
const randomId = () => (id += 1).toString(16).padStart(32, '0')
const sync = folderSync()
const writer = fileWriter(randomId, sync)
const METADATA = { name: 'Team', color: '#3366cc', description: null }

beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'chroniton-folder-'))))
afterEach(() => rm(root, { recursive: true, force: true }))

describe('making a calendar’s folder', () => {
  it('happens once for a key, with its metadata', async () => {
    const make = () => createFolder(root, METADATA, 'key', { writer, sync, randomId })
    const [first, second] = await Promise.all([make(), make()])
    expect(second).toBe(first)
    expect(await make()).toBe(first)
    expect(await readdir(root)).toEqual([first])
    expect(await readMetadata(join(root, first), 'none')).toEqual(METADATA)
  })
})

describe('removing a calendar’s folder', () => {
  it('takes its events and metadata along', async () => {
    const folder = join(root, 'team')
    await mkdir(folder)
    for (const name of ['a.ics', 'displayname', 'order', '.DS_Store']) await writeFile(join(folder, name), '')
    await removeFolder(folder, { sync, randomId })
    expect(await readdir(root)).toEqual([])
  })

  it.each(['letter.txt', 'sub/b.ics', '.git/config'])('is refused when %s lies in it', async (foreign) => {
    const folder = join(root, 'team')
    await mkdir(join(folder, foreign, '..'), { recursive: true })
    await writeFile(join(folder, foreign), '')
    await writeFile(join(folder, 'a.ics'), '')
    await expect(removeFolder(folder, { sync, randomId })).rejects.toMatchObject({ code: 'not-supported' })
    expect(await readdir(folder)).toContain('a.ics')
  })
})

describe('the metadata of a folder', () => {
  it.each([
    ['#3366CC', '#3366cc'],
    ['#3366CCFF\n', '#3366cc'],
    ['dark green', null],
    ['', null],
  ])('a colour file with %j shows %j', async (text, color) => {
    await writeFile(join(root, 'color'), text)
    expect(await readMetadata(root, 'folder')).toEqual({ name: 'folder', color, description: null })
  })

  it('is written file by file; what is set to nothing is removed, what is not named stays', async () => {
    await writeMetadata(root, { name: 'Zürich\n', color: '#c0ffee', description: 'About' }, writer)
    await writeMetadata(root, { color: null }, writer)
    expect(await readdir(root)).toEqual(['description', 'displayname'])
    expect(await readFile(join(root, 'displayname'), 'utf8')).toBe('Zürich\n')
    expect(await readMetadata(root, 'folder')).toEqual({ name: 'Zürich', color: null, description: 'About' })
  })
})
