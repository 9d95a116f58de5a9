import type { AgentId, CalendarId } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { openDatabase } from '../../store/database.ts'
import { openEmbeddedLog } from '../embedded.ts'
import { report, seen } from './bodies.ts'
import { toyFold } from './toy-engine.ts'

/*
 * Appends as fast as it can until it is killed: three agents report events, the destination reports receipts for what
 * was queued. Each confirmation becomes a line `agent sequence position`.
 */
const database = openDatabase(process.argv[2]!)
const { log, state } = await openEmbeddedLog({ database, fold: toyFold })

async function run(agent: string, itemsOf: (sequence: number) => ReportItem[]): Promise<never> {
  for (let sequence = (await log.sequenceOf(agent as AgentId)) + 1; ; sequence++) {
    const position = await log.append(report(agent, sequence, { items: itemsOf(sequence) }))
    process.stdout.write(`${agent} ${sequence} ${position}\n`)
  }
}

const events = (agent: string) => (sequence: number) =>
  Array.from({ length: 20 }, (_, n) => seen(`${agent}/home`, `${sequence}-${n}`))

const receipts = (sequence: number): ReportItem[] => {
  const calendar = `${['a', 'b', 'c'][sequence % 3]}/home` as CalendarId
  const commands = [...state.copies.ofCalendar(calendar)].slice(0, 5).map((copy) => copy.outstanding!.commandId)
  const settled = commands.map((commandId) => ({ kind: 'applied' as const, commandId, item: null, calendar: null }))
  return settled.length > 0 ? settled : [{ kind: 'calendar-gone', calendarId: calendar }]
}

await Promise.all([...['a', 'b', 'c'].map((agent) => run(agent, events(agent))), run('destination', receipts)])
