import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { impatientMachine } from '../testing/impatient-machine.ts'
import type { NativeId } from '../provider.ts'
import { watchFolders } from './watch.ts'

let root: string
let watching: Disposable
let hints: (NativeId | null)[]
let wake: () => void

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'chroniton-watch-'))
  await mkdir(join(root, 'work'))
  hints = []
  wake = () => {}
  watching = watchFolders(
    root,
    (calendar) => {
      hints.push(calendar)
      wake()
    },
    impatientMachine(),
  )
  await awakened('work')
})
afterEach(async () => {
  watching[Symbol.dispose]()
  await rm(root, { recursive: true, force: true })
})

/** Watching begins in its own time: saves again until a hint tells of it. */
async function awakened(calendar: string): Promise<void> {
  await hintOf(calendar, () => writeFile(join(root, calendar, 'first.ics'), ''))
}

async function hintOf(calendar: NativeId | null, act: () => Promise<void>): Promise<void> {
  hints = []
  while (!hints.includes(calendar)) {
    const hinted = new Promise<void>((resolve) => (wake = resolve))
    await act()
    await Promise.race([hinted, new Promise((resolve) => setTimeout(resolve, 20))])
  }
}

describe('watching folders', () => {
  it('hints at the calendar whose file was made, saved or removed', async () => {
    const file = join(root, 'work', 'event.ics')
    await hintOf('work', () => writeFile(file, 'made'))
    await hintOf('work', () => writeFile(file, 'saved'))
    await hintOf('work', () => rm(file, { force: true }))
  })

  it('hints at everything when a calendar was renamed, added or recoloured', async () => {
    await hintOf(null, () => writeFile(join(root, 'work', 'displayname'), 'New name'))
    await hintOf(null, () => mkdir(join(root, 'added'), { recursive: true }).then(() => undefined))
  })

  it('watches a calendar that was added later, and one that took another’s place', async () => {
    await mkdir(join(root, 'added'))
    await awakened('added')
    await rename(join(root, 'work'), join(root, 'old'))
    await mkdir(join(root, 'work'))
    await awakened('work')
  })

  it('sees events of a folder that is itself the calendar', async () => {
    await hintOf('.', () => writeFile(join(root, 'event.ics'), ''))
  })
})

describe('a folder that cannot be watched', () => {
  it('gives no hint and no failure', () => {
    const missing = watchFolders(join(root, 'missing'), () => expect.unreachable(), impatientMachine())
    missing[Symbol.dispose]()
  })
})
