import Sqlite from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { percentile, timed } from '../clock.ts'
import { events } from '../events.ts'
import { type HubProgram, startHubProgram } from '../hub-program.ts'
import { olderEvents } from '../older-events.ts'
import { OtherRequests } from '../other-requests.ts'
import { atMost, type BenchCase, under } from '../result.ts'
import { MANY } from '../scale.ts'
import { inScratch } from '../scratch.ts'

/** A polling agent that tells everything it has in one body. */
export const heartbeat: BenchCase = {
  ids: ['heartbeat', 'heartbeat-unchanged', 'heartbeat-latency'],
  run: () =>
    inScratch(async (folder) => {
      const hub = await startHubProgram(join(folder, 'hub'))
      const key = readFileSync(join(folder, 'hub', 'admin-key'), 'utf8').trim()
      const listed = olderEvents(events(MANY))
      const body = Buffer.from(
        JSON.stringify({ timestamp: '2026-01-15T09:00:00.123456', status: 'active', events: listed }),
      )
      const warm = Math.min(MANY, 1500)
      // Another agent has told its events before: the hub has been running for a while.
      await tell(hub, key, 'another', Buffer.from(JSON.stringify({ status: 'active', events: listed.slice(0, warm) })))
      await folded(hub, warm)

      const waits: number[] = []
      const rounds: { floor: number; first: number; again: number }[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const floor = parseAndInsert(body, join(folder, `bare-${round}.sqlite`))
        // Not before: the floor keeps this very process busy.
        const others = new OtherRequests(hub, 20)
        const first = await timed(() => tell(hub, key, `older-${round}`, body))
        await folded(hub, warm + MANY * (round + 1))
        const again = await timed(() => tell(hub, key, `older-${round}`, body))
        waits.push(...(await others.end()))
        rounds.push({ floor, first, again })
      }
      const middle = (of: (round: (typeof rounds)[number]) => number) => percentile(rounds.map(of), 0.5)
      const first = middle((round) => round.first)
      await hub.stop()
      const size = `${MANY} events in one body of ${(body.length / 1024 / 1024).toFixed(1)} MiB`
      return [
        atMost(1.5, {
          id: 'heartbeat',
          measures: `${size} until answered, durable (median of ${ROUNDS} agents in turn, each beside its floor); the floor parses it and inserts a row for each event`,
          value: first,
          unit: 'ms',
          floor: middle(({ floor }) => floor),
        }),
        atMost(0.5, {
          id: 'heartbeat-unchanged',
          measures: 'the same again, once everything is folded; the floor is the first',
          value: middle(({ again }) => again),
          unit: 'ms',
          floor: first,
        }),
        under(50, {
          id: 'heartbeat-latency',
          measures: `other requests meanwhile and while it is folded (p99 of ${waits.length}; the slowest took ${Math.round(Math.max(...waits))} ms)`,
          value: percentile(waits, 0.99),
          unit: 'ms',
        }),
      ]
    }),
}

async function tell({ url }: HubProgram, key: string, agentId: string, body: Buffer): Promise<void> {
  const response = await fetch(`${url}/sync/agents/${agentId}/heartbeat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: new Uint8Array(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text}`)
}

/** Resolves when the hub shows every event that was told. */
async function folded({ calls }: HubProgram, events: number): Promise<void> {
  for (;;) {
    const calendars = await calls.admin.calendars.query()
    if (calendars.reduce((sum, calendar) => sum + calendar.events, 0) >= events) return
    await setTimeout(100)
  }
}

/** Milliseconds of what nobody gets around, in the same number of transactions as the hub makes reports of it. */
function parseAndInsert(body: Buffer, path: string): number {
  const database = new Sqlite(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec(
    'create table events (id text primary key, calendar text, start text, json text) without rowid; create index by_calendar on events (calendar, start)',
  )
  const insert = database.prepare('insert into events values (?, ?, ?, ?)')
  const started = performance.now()
  const { events: rows } = JSON.parse(body.toString('utf8')) as { events: Record<string, string>[] }
  const insertAll = database.transaction((part: Record<string, string>[]) => {
    for (const row of part) insert.run(row['id'], row['calendar_id'], row['start_time'], JSON.stringify(row))
  })
  for (let from = 0; from < rows.length; from += BATCH) insertAll(rows.slice(from, from + BATCH))
  const took = performance.now() - started
  database.close()
  return took
}

const BATCH = 500
const ROUNDS = 3
