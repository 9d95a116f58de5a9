import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Health } from '../http/health.ts'
import type { EmbeddedLog } from '../log/embedded.ts'
import type { Database } from '../store/database.ts'
import { HUB_VERSION } from '../version.ts'

export interface HealthParts {
  database: Database
  embedded: Pick<EmbeddedLog, 'log' | 'folder'>
  /** The agent inside the hub's own process; null where there is none. */
  ownAgent: AgentId | null
  isPresent: (agentId: AgentId) => boolean
  now: () => Instant
}

/** Whether the hub can do its work, part by part. Anybody may read it: it names nobody and nothing of anybody's. */
export async function hubHealth(parts: HealthParts): Promise<Health> {
  const database = databasePart(parts.database)
  const log = await logPart(parts.embedded)
  return {
    status: database === 'ok' && log.works ? 'ok' : 'failing',
    version: HUB_VERSION,
    parts: {
      database,
      log: log.words,
      redis: 'not used',
      outbox: outboxPart(parts.database, parts.now()),
      ownAgent: parts.ownAgent === null ? 'off' : parts.isPresent(parts.ownAgent) ? 'ok' : 'away',
    },
  }
}

function databasePart({ health, sqlite }: Database): string {
  if (health.failure !== null) return health.failure.detail
  try {
    sqlite.prepare('select 1').get()
    return 'ok'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function logPart({ log, folder }: HealthParts['embedded']): Promise<{ works: boolean; words: string }> {
  if (folder.failure !== null) return { works: false, words: 'entries are taken and cannot be folded' }
  try {
    const lag = (await log.head()) - folder.foldedPosition
    return { works: true, words: lag === 0 ? 'ok' : `${lag} entries are not folded yet` }
  } catch {
    return { works: false, words: 'it cannot be read' }
  }
}

function outboxPart({ sqlite }: Database, now: Instant): string {
  try {
    const { count, oldest } = sqlite
      .prepare(`select count(*) as count, min(queued_at) as oldest from outbox where state = 'waiting'`)
      .get() as { count: number; oldest: Instant | null }
    if (oldest === null) return 'ok'
    const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(oldest)) / 1000))
    return `${count} commands wait, the oldest for ${seconds} s`
  } catch {
    return 'it cannot be read'
  }
}
