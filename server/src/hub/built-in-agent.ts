import type { AgentId } from '@chroniton/shared/contract/ids'
import type { EmbeddedLog } from '../log/embedded.ts'
import type { Database } from '../store/database.ts'

export interface BuiltInAgent {
  agentId: AgentId
  name: string
  /** The calendar that becomes the destination of a hub that has none. */
  calendarName: string
}

export const BUILT_IN: BuiltInAgent = {
  agentId: 'hub' as AgentId,
  name: 'Built-in',
  calendarName: 'Chroniton',
}

/** The name under which the hub's own decisions appear. */
const BY_HUB = 'the hub'
/** Made once: a person who chooses no destination is not asked again. */
const OFFERED = 'destination_offered'

/**
 * Makes the agent inside the hub's own process known, and its calendar the destination as soon as it shows it.
 * Whether it is to run: a person may have removed it.
 */
export async function introduceBuiltIn(
  { log, folder, state }: EmbeddedLog,
  { meta, sqlite }: Database,
  agent: BuiltInAgent,
): Promise<boolean> {
  const known = state.agents.get(agent.agentId)
  if (known?.removed === true) return false
  if (known === undefined) {
    const decision = { kind: 'agent-add', agentId: agent.agentId, name: agent.name } as const
    await folder.notesOf(await log.append({ kind: 'decision', by: BY_HUB, decision }))
  }
  if (sqlite.prepare('select 1 from meta where key = ?').get(OFFERED) !== undefined) return true

  const offer = async () => {
    if (state.settings.get().destination !== null) {
      stopListening()
      meta.once(OFFERED, () => 'chosen')
      return
    }
    const calendar = state.calendars
      .all()
      .find(({ agentId, wanted, gone }) => agentId === agent.agentId && wanted.name === agent.calendarName && !gone)
    if (calendar === undefined) return
    stopListening()
    const changes = { destination: { layout: 'keyword' as const, calendarId: calendar.id } }
    await log.append({ kind: 'decision', by: BY_HUB, decision: { kind: 'settings-change', changes } })
    meta.once(OFFERED, () => 'taken')
  }
  const stopListening = folder.onFolded(({ touched }) => {
    // What fails here, in a hub that is just stopping, is offered again by the next one.
    if (touched.calendars.size > 0) offer().catch(() => undefined)
  })
  await offer()
  return true
}
