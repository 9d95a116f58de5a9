import { type Program, startProgram } from '../program.ts'
import { projectPath } from '../scratch.ts'
import type { CollectionContents } from './store.ts'

export interface CaldavServer {
  /** The calendar home. */
  url: string
  program: Program
  contents(calendar: string): Promise<CollectionContents>
  /** As a person's calendar program would. */
  put(calendar: string, uid: string, text: string): Promise<void>
}

/** A server of its own for each measurement: none finds another's traces. `calendars`: how many events each begins with. */
export async function startCaldav(calendars: Record<string, number>): Promise<CaldavServer> {
  const filled = Object.entries(calendars).map(([name, count]) => `${name}=${count}`)
  const program = startProgram(process.execPath, ['--import', 'tsx', projectPath('bench/caldav/server.ts'), ...filled])
  const [json] = await program.line(/^\{.*\}$/)
  const { url } = JSON.parse(json) as { url: string }
  return {
    url,
    program,
    async contents(calendar) {
      const answer = await fetch(new URL(`/contents/${calendar}`, url))
      return (await answer.json()) as CollectionContents
    },
    async put(calendar, uid, text) {
      const answer = await fetch(new URL(`${calendar}/${uid}.ics`, url), { method: 'PUT', body: text })
      if (!answer.ok) throw new Error(`PUT ${uid}: ${answer.status}`)
    },
  }
}
