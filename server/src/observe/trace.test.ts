import type { AgentId, CalendarId, CommandId } from '@chroniton/shared/contract/ids'
import { traceOf } from '@chroniton/shared/contract/trace'
import { Hono } from 'hono'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { httpApp } from '../http/app.ts'
import type { HttpEnv } from '../http/caller.ts'
import { calendarItem } from '../hub/testing/samples.ts'
import { TestHub } from '../hub/testing/test-hub.ts'
import { makeLogger } from './logger.ts'
import { logTraces } from './trace-log.ts'

let hub: TestHub
let lines: Record<string, unknown>[]

beforeEach(async () => {
  hub = await TestHub.open()
  lines = []
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>)
  logTraces(hub.embedded.folder, makeLogger({ level: 'debug', pretty: false }, { write }))
})

afterEach(() => hub.close())

const rename = () =>
  hub.admin.decide(hub.person, {
    kind: 'calendar-change',
    calendarId: 'cal' as CalendarId,
    changes: { name: 'Renamed' },
  })

it('what a person decides, the command it leads to and what became of that stand in the log under one trace', async () => {
  const agent = await hub.connect('a' as AgentId)
  await hub.report(agent, calendarItem('cal'))
  const { trace, position } = await rename()
  expect(trace).toMatch(/^[0-9a-f]{32}$/)
  const [row] = (await hub.admin.queue({ agentId: null, limit: 1, cursor: null })).items
  const commandId = row?.commandId ?? ('' as CommandId)
  expect(traceOf(commandId)).toBe(trace)
  await hub.report(agent, { kind: 'refused', commandId, code: 'calendar-refused-change', detail: 'no' })
  expect(lines.filter((line) => line['trace'] === trace)).toMatchObject([
    { msg: 'decided', position, by: 'ann', decision: 'calendar-change', commands: 1 },
    { msg: 'settled', commandId, agentId: 'a', outcome: 'refused', code: 'calendar-refused-change' },
  ])
})

it('an answer over HTTP names the trace of what was decided for it, and of nothing else', async () => {
  const agent = await hub.connect('a' as AgentId)
  await hub.report(agent, calendarItem('cal'))
  const group = new Hono<HttpEnv>()
    .post('/', async (context) => context.json({ trace: (await rename()).trace }))
    .get('/', (context) => context.json({}))
  const app = httpApp([group], { logger: pino({ level: 'silent' }) })
  const [decided, asked] = await Promise.all([
    app.request('http://hub/', { method: 'POST' }),
    app.request('http://hub/'),
  ])
  const { trace } = (await decided.json()) as { trace: string }
  expect(decided.headers.get('x-trace-id')).toBe(trace)
  expect(asked.headers.get('x-trace-id')).toBeNull()
})

it.each(['', 'command-1', `${'a'.repeat(31)}-1`, 'a'.repeat(32)])('%j belongs to no trace', (id) => {
  expect(traceOf(id)).toBeNull()
})
