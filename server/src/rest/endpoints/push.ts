import { AgentId } from '@chroniton/shared/contract/ids'
import { z } from 'zod'
import { isRaw, textOf } from '../../hub/older-agents/raw.ts'
import { endpoint, type Endpoint } from '../endpoint.ts'
import { failureText } from '../failure-text.ts'
import { calendarsNamed, configurationOf, one, readChanges } from '../older-changes.ts'
import type { RestParts } from '../parts.ts'
import { Queued } from '../schemas.ts'

const TAG = 'Pushing changes'

const Targets = z.array(AgentId).nullish().meta({ description: 'Absent: every agent that it concerns.' })

export function pushEndpoints(parts: RestParts): Endpoint[] {
  const { hub } = parts
  return [
    endpoint(TAG, 'POST /sync/push/calendar-metadata', {
      summary: 'Changes the name, colour or description of a calendar, wherever it is known under this id',
      access: 'operate',
      body: z.looseObject({ changes: z.record(z.string(), z.unknown()), target_agents: Targets }).meta({
        description: 'The calendar and its changes, as `changes`, or by themselves.',
      }),
      reply: Queued,
      async handle({ body, person }) {
        // Either {changes: {calendar_id, provider, changes}, target_agents} or the inner object alone.
        const asked = isRaw(body.changes['changes']) ? body.changes : body
        const id = textOf(asked, 'calendar_id') ?? ''
        const changes = readChanges(asked['changes'])
        const named = await calendarsNamed(parts, id, textOf(asked, 'provider'))
        const targets = named.filter(({ agentId }) => body.target_agents?.includes(agentId) ?? true)
        if (targets.length === 0) one(targets, id)
        const errors: string[] = []
        let queued = 0
        for (const calendar of targets) {
          const decision = { kind: 'calendar-change' as const, calendarId: calendar.id, changes }
          try {
            const { notes } = await hub.admin.decide(person(), decision)
            errors.push(...notes.map((note) => `${calendar.id}: ${note}`))
            if (notes.length < Object.keys(changes).length) queued++
          } catch (error) {
            errors.push(`${calendar.id}: ${failureText(error)}`)
          }
        }
        const agents = new Set(targets.map(({ agentId }) => agentId))
        return { status: statusFor(errors, queued), agents_targeted: agents.size, updates_queued: queued, errors }
      },
    }),
    endpoint(TAG, 'POST /sync/push/sync-config', {
      summary: 'Changes how often agents look at their calendars',
      access: 'configure',
      body: z.looseObject({ config_updates: z.record(z.string(), z.unknown()), target_agents: Targets }),
      reply: Queued,
      async handle({ body, person }) {
        const { changes, others } = configurationOf(body.config_updates)
        const errors = others.map((name) => `${name}: this cannot be changed from here`)
        const all = (await hub.admin.agents()).map(({ id }) => id)
        const targets = body.target_agents ?? all
        let queued = 0
        for (const agentId of Object.keys(changes).length === 0 ? [] : targets) {
          try {
            await hub.admin.decide(person(), { kind: 'agent-configure', agentId, changes })
            queued++
          } catch (error) {
            errors.push(`${agentId}: ${failureText(error)}`)
          }
        }
        return { status: statusFor(errors, queued), agents_targeted: targets.length, updates_queued: queued, errors }
      },
    }),
  ]
}

function statusFor(errors: string[], done: number): string {
  if (errors.length === 0) return 'success'
  return done > 0 ? 'partial' : 'error'
}
