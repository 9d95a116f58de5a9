import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectHub } from '@chroniton/shared/client/connect'
import type { HubCalls } from '@chroniton/shared/client/link'
import { type Program, startProgram } from './program.ts'
import { projectPath } from './scratch.ts'

export interface HubProgram {
  url: string
  program: Program
  /** As the person who has the admin key. */
  calls: HubCalls
  databasePath: string
  stop(): Promise<void>
  kill(): Promise<void>
}

/** The hub as it is installed: a process of its own, with its storage in the folder. */
export async function startHubProgram(folder: string, port = 0): Promise<HubProgram> {
  mkdirSync(folder, { recursive: true })
  const program = startProgram(process.execPath, [projectPath('server/dist/main.js')], {
    API_PORT: String(port),
    STORAGE_PATH: folder,
    LOG_LEVEL: 'error',
    BUILT_IN_CALENDARS: 'false',
  })
  const [, url] = await program.line(/running at (\S+),/)
  const key = readFileSync(join(folder, 'admin-key'), 'utf8').trim()
  const link = await connectHub(url!, { key })
  return {
    url: url!,
    program,
    calls: link.calls,
    databasePath: join(folder, 'hub.sqlite'),
    async stop() {
      await link.close()
      await program.stop()
    },
    async kill() {
      await program.kill()
      await link.close()
    },
  }
}
