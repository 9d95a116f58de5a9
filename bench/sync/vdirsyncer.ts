import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CaldavServer } from '../caldav/client.ts'
import { timed } from '../clock.ts'
import { startProgram, until } from '../program.ts'
import type { Contender } from './contender.ts'

export function vdirsyncerMissing(): string | null {
  return spawnSync('vdirsyncer', ['--version']).status === 0 ? null : 'vdirsyncer is not installed (Debian: vdirsyncer)'
}

export async function vdirsyncer(folder: string, server: CaldavServer): Promise<Contender> {
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'config')
  const storage = (name: string) => `[storage ${name}]\ntype = "caldav"\nurl = "${server.url}"\n`
  writeFileSync(
    config,
    `[general]\nstatus_path = "${join(folder, 'status')}"\n\n` +
      `[pair bench]\na = "left"\nb = "right"\ncollections = [["bench", "a", "b"]]\n\n${storage('left')}\n${storage('right')}`,
  )
  const start = (...args: string[]) => startProgram('vdirsyncer', ['--config', config, ...args], { LC_ALL: 'C.UTF-8' })
  const sync = () => timed(() => start('sync').finished())
  await start('discover').finished()
  return {
    firstSync: sync,
    sync: () => sync(),
    async killedAt(items) {
      const program = start('sync')
      await until('half of the items', async () => (await server.contents('b')).items >= items)
      await program.kill()
    },
    resume: sync,
    memory: async () => null,
    async stop() {},
  }
}
