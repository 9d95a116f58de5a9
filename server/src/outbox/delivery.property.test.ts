import type { AgentId, CommandId, Instant, Position } from '@chroniton/shared/contract/ids'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openDatabase } from '../store/database.ts'
import { SqliteOutbox } from '../store/sqlite-outbox.ts'
import { Delivery } from './delivery.ts'
import { carryOut } from './outbox.ts'
import { TestConnection } from './testing/connection.ts'

const NOON = '2026-03-01T12:00:00.000Z' as Instant
const AGENT = 'laptop' as AgentId
const OTHER = 'desktop' as AgentId

type Step =
  | { kind: 'send'; agentId: AgentId }
  | { kind: 'settle'; which: number }
  | { kind: 'take' }
  | { kind: 'reconnect'; journal: 'kept' | 'lost' }

const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ kind: fc.constant('send'), agentId: fc.constantFrom(AGENT, OTHER) }),
    fc.record({ kind: fc.constant('settle'), which: fc.nat(30) }),
    fc.record({ kind: fc.constant('take') }),
    fc.record({ kind: fc.constant('reconnect'), journal: fc.constantFrom('kept', 'lost') }),
  ),
  { maxLength: 60 },
)

it('whatever happens, an agent gets its commands in order, once per connection, and none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const database = openDatabase(':memory:')
      const outbox = new SqliteOutbox(database)
      const delivery = new Delivery(outbox, () => Promise.resolve(), { rows: 2, characters: 1000 })
      const sent = new Map<CommandId, AgentId>()
      const settled = new Set<CommandId>()
      const held = new Set<CommandId>()
      let taken: Position | null = null
      let seenHere: Position[] = []
      let abort = new AbortController()
      let commands = delivery.commands(AGENT, null, new TestConnection(), abort.signal)

      const due = () => outbox.waiting(AGENT, taken ?? (0 as Position), { rows: 1, characters: 1 }).length > 0
      const take = async () => {
        const { value } = await commands.next()
        if (!value) throw new Error('ended without a reason')
        taken = value.position
        seenHere.push(value.position)
        held.add((JSON.parse(value.json) as { commandId: CommandId }).commandId)
      }
      const reconnect = (after: Position | null) => {
        abort.abort()
        abort = new AbortController()
        taken = after
        seenHere = []
        commands = delivery.commands(AGENT, after, new TestConnection(), abort.signal)
      }

      for (const [index, step] of steps.entries()) {
        switch (step.kind) {
          case 'send': {
            const commandId = `c${index}` as CommandId
            const command = { kind: 'list-again', commandId, calendarId: null, full: false } as const
            carryOut(outbox, [{ kind: 'send', agentId: step.agentId, command }], NOON)
            sent.set(commandId, step.agentId)
            delivery.wake([step.agentId])
            break
          }
          case 'settle': {
            const commandId = [...sent.keys()][step.which]
            if (commandId === undefined) break
            carryOut(outbox, [{ kind: 'settle', commandId }], NOON)
            settled.add(commandId)
            break
          }
          case 'take':
            if (due()) await take()
            break
          case 'reconnect':
            if (step.journal === 'lost') held.clear()
            reconnect(step.journal === 'lost' ? null : taken)
            break
          default:
            step satisfies never
        }
        expect(seenHere).toEqual([...new Set(seenHere)].toSorted((a, b) => a - b))
      }
      while (due()) await take()
      for (const [commandId, agentId] of sent) {
        if (agentId === OTHER) expect(held).not.toContain(commandId)
        else if (!settled.has(commandId)) expect(held).toContain(commandId)
      }
      abort.abort()
      database.close()
    }),
    { numRuns: 60 },
  )
})
