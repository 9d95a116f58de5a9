import {
  chmod,
  mkdtemp,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderSync } from './folder-sync.ts'
import { fileWriter, readItemFile, versionOf, type FileWriter } from './item-file.ts'

let root: string
let writer: FileWriter
let path: string
const synced: string[] = []

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'chroniton-files-'))
  path = join(root, 'event.ics')
  synced.length = 0
  let id = 0
  const sync = folderSync()
  writer = fileWriter(
    () => (id += 1).toString(16),
    (folder) => {
      synced.push(folder)
      return sync(folder)
    },
  )
})
afterEach(() => rm(root, { recursive: true, force: true }))

const left = () => readdir(root)
const version = (text: string) => versionOf(Buffer.from(text))

describe('creating a file', () => {
  it('gives what is then in it, and leaves nothing else behind', async () => {
    const content = await writer.create(path, 'Grüezi 🎉')
    expect(await readItemFile(root, path)).toMatchObject({ version: content!.version, bytes: Buffer.from('Grüezi 🎉') })
    expect(content!.stats.mtimeNs).toBe((await stat(path, { bigint: true })).mtimeNs)
    expect(await left()).toEqual(['event.ics'])
    expect(synced).toEqual([root])
  })

  it('never replaces a file of that name', async () => {
    await writeFile(path, 'theirs')
    expect(await writer.create(path, 'ours')).toBeNull()
    expect(await readFile(path, 'utf8')).toBe('theirs')
    expect(await left()).toEqual(['event.ics'])
  })

  it('of two at once one is made', async () => {
    const made = await Promise.all([writer.create(path, 'one'), writer.create(path, 'two')])
    expect(made.filter((content) => content !== null)).toHaveLength(1)
    expect(await left()).toEqual(['event.ics'])
  })

  it('says that its folder is gone', async () => {
    await expect(writer.create(join(root, 'gone', 'event.ics'), 'x')).rejects.toMatchObject({ code: 'source-file' })
  })
})

describe('replacing a file', () => {
  it('is done at the expected version and keeps the rights of the file', async () => {
    await writeFile(path, 'before')
    await chmod(path, 0o600)
    const content = await writer.replace(path, version('before'), 'after')
    expect(content.version).toBe(version('after'))
    expect(await readFile(path, 'utf8')).toBe('after')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await left()).toEqual(['event.ics'])
  })

  it('is refused at another version', async () => {
    await writeFile(path, 'theirs')
    await expect(writer.replace(path, version('before'), 'ours')).rejects.toMatchObject({ code: 'version-mismatch' })
    expect(await readFile(path, 'utf8')).toBe('theirs')
    expect(await left()).toEqual(['event.ics'])
  })

  it('is refused when somebody saves while the new content goes to disk', async () => {
    await writeFile(path, 'before')
    const meanwhile = fileWriter(
      () => {
        writeFileSync(path, 'theirs')
        return 'ff'
      },
      async () => undefined,
    )
    await expect(meanwhile.replace(path, version('before'), 'ours')).rejects.toMatchObject({ code: 'version-mismatch' })
    expect(await readFile(path, 'utf8')).toBe('theirs')
    expect(await left()).toEqual(['event.ics'])
  })

  it('does not bring back a file that is gone', async () => {
    await expect(writer.replace(path, version('before'), 'ours')).rejects.toMatchObject({ code: 'item-not-found' })
    expect(await left()).toEqual([])
  })

  it('does not write through a link', async () => {
    await writeFile(join(root, 'target'), 'before')
    await symlink(join(root, 'target'), path)
    await expect(writer.replace(path, version('before'), 'ours')).rejects.toMatchObject({ code: 'item-refused' })
    expect(await readFile(join(root, 'target'), 'utf8')).toBe('before')
  })
})

describe('removing a file', () => {
  it('is done at the expected version; a file that is gone is a success', async () => {
    await writeFile(path, 'before')
    await writer.remove(path, version('before'))
    await writer.remove(path, version('before'))
    expect(await left()).toEqual([])
  })

  it('is refused at another version', async () => {
    await writeFile(path, 'theirs')
    await expect(writer.remove(path, version('before'))).rejects.toMatchObject({ code: 'version-mismatch' })
    expect(await left()).toEqual(['event.ics'])
  })
})

describe('reading a file', () => {
  it('gives the same version for the same content, whenever it was saved', async () => {
    await writeFile(path, 'same')
    const first = await readItemFile(root, path)
    await utimes(path, new Date(0), new Date(0))
    expect((await readItemFile(root, path))?.version).toBe(first?.version)
  })

  it('finds nothing where there is no file, or a folder', async () => {
    expect(await readItemFile(root, path)).toBeNull()
    await mkdir(path)
    expect(await readItemFile(root, path)).toBeNull()
  })

  it('follows a link inside the folder and refuses one that leads out', async () => {
    await writeFile(join(root, 'target'), 'inside')
    await symlink(join(root, 'target'), path)
    expect((await readItemFile(root, path))?.bytes.toString()).toBe('inside')
    await symlink('/etc/hostname', join(root, 'out.ics'))
    await expect(readItemFile(root, join(root, 'out.ics'))).rejects.toMatchObject({ code: 'source-forbidden' })
  })

  it('does not read a huge file', async () => {
    await writeFile(path, '')
    await truncate(path, 5 * 1024 * 1024)
    await expect(readItemFile(root, path)).rejects.toMatchObject({ code: 'item-too-large' })
  })
})
