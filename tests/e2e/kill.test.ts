import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCalendarFolder, Network, uidsIn } from './network.ts'
import { until } from './processes.ts'

const COUNT = 150

let network: Network
afterEach(() => network.end())

const expected = ['A', 'B'].flatMap((name) => Array.from({ length: COUNT }, (_, i) => `${name}-${i}@e2e`)).toSorted()

async function twoNetworks() {
  network = await Network.start()
  const folders = { A: join(network.root, 'a'), B: join(network.root, 'b') }
  for (const [name, folder] of Object.entries(folders)) makeCalendarFolder(folder, name, COUNT)
  const destination = join(network.storage, 'calendars')
  return { folders, destination }
}

describe('processes that are killed', () => {
  it('lose nothing and double nothing, whichever dies and whenever', async () => {
    const { folders, destination } = await twoNetworks()
    const agents = [
      await network.addAgent('a', [{ type: 'vdir', name: 'A', path: folders.A }]),
      await network.addAgent('b', [{ type: 'vdir', name: 'B', path: folders.B }]),
    ]
    // Each death is at another place of the first sync: by progress, not by the clock.
    for (const [index, share] of [0.02, 0.2, 0.4, 0.6, 0.8].entries()) {
      await until('progress', () => uidsIn(destination).length >= share * expected.length)
      const victim = [network.hub, ...agents][index % 3]!
      await victim.end('SIGKILL')
      if (victim === network.hub) await network.startHub()
      else victim.start()
    }
    await until('everything has arrived', () => uidsIn(destination).length >= expected.length)
    await network.atRest()
    expect(uidsIn(destination)).toEqual(expected)
    expect(uidsIn(folders.A)).toHaveLength(COUNT)
    expect(uidsIn(folders.B)).toHaveLength(COUNT)
  }, 180_000)

  it('adopt what is there when the hub has lost its whole database', async () => {
    const { folders, destination } = await twoNetworks()
    const agent = await network.addAgent('a', [{ type: 'vdir', name: 'A', path: folders.A }])
    const ofA = expected.filter((uid) => uid.startsWith('A-'))
    await until('everything has arrived', () => uidsIn(destination).length >= COUNT)
    await network.atRest()
    await Promise.all([network.hub.end('SIGKILL'), agent.end('SIGKILL')])

    for (const file of ['hub.sqlite', 'hub.sqlite-wal', 'hub.sqlite-shm'])
      rmSync(join(network.storage, file), { force: true })
    await network.startHub()
    await network.addAgent('a', [{ type: 'vdir', name: 'A', path: folders.A }])
    await until('the calendars are known again', async () => {
      const calendars = await network.json<{ events: number }[]>('calendars', 'list')
      return calendars.length === 2 && calendars.every((calendar) => calendar.events === COUNT)
    })
    await network.atRest()
    expect(uidsIn(destination)).toEqual(ofA)
    expect(uidsIn(folders.A)).toEqual(ofA)
    expect(await network.json('conflicts', 'list', '--state', 'all')).toEqual([])
  }, 180_000)
})
