import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ItemId, SourceId } from '@chroniton/shared/contract/ids'
import type { VdirConfig } from '../../../config/source-config.ts'
import type { World } from '../../testing/contract-world.ts'
import { impatientMachine } from '../../testing/impatient-machine.ts'
import { foreignText, invitedIn } from '../../testing/text-client.ts'
import { openVdir } from '../source.ts'

export interface VdirWorld extends World {
  root: string
  /** The folder of the calendar. */
  folder: string
}

export function vdirConfig(path: string): VdirConfig {
  return {
    id: SourceId.parse('files'),
    type: 'vdir',
    name: 'Files',
    enabled: true,
    calendars: { include: [], exclude: [] },
    allowEventUpdates: true,
    allowMetadataUpdates: true,
    syncIntervalMinutes: null,
    path,
    calendarName: null,
  }
}

/** A folder with one calendar folder in it, and another program that writes its files in place. */
export async function openVdirWorld(): Promise<VdirWorld> {
  const root = await mkdtemp(join(tmpdir(), 'chroniton-vdir-'))
  const folder = join(root, 'work')
  await mkdir(folder)
  await writeFile(join(folder, 'displayname'), 'Work\n')
  const open = () => openVdir(vdirConfig(root), impatientMachine())
  let made = 0

  const pathOf = (calendar: string, itemId: string) => join(root, calendar, itemId)
  const createText = async (calendar: string, text: string) => {
    const itemId = ItemId.parse(`foreign ${(made += 1)} ü.ics`)
    await writeFile(pathOf(calendar, itemId), text)
    return itemId
  }

  return {
    root,
    folder,
    source: await open(),
    calendar: 'work',
    outside: {
      create: (calendar, event) => createText(calendar, foreignText(event)),
      edit: (calendar, itemId, event) => writeFile(pathOf(calendar, itemId), foreignText(event)),
      remove: (calendar, itemId) => rm(pathOf(calendar, itemId)),
      removeCalendar: (calendar) => rm(join(root, calendar), { recursive: true }),
      async changeCalendar(calendar, { name, color, description }) {
        if (name) await writeFile(join(root, calendar, 'displayname'), name)
        if (color) await writeFile(join(root, calendar, 'color'), `${color.toUpperCase()}FF\n`)
        if (description) await writeFile(join(root, calendar, 'description'), description)
      },
      invited: async (calendar, itemId) => invitedIn(await readFile(pathOf(calendar, itemId), 'utf8')),
      text: {
        create: createText,
        replace: (calendar, itemId, text) => writeFile(pathOf(calendar, itemId), text),
        get: (calendar, itemId) => readFile(pathOf(calendar, itemId), 'utf8'),
      },
    },
    reopen: open,
    close: () => rm(root, { recursive: true, force: true }),
  }
}
