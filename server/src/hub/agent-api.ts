import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentApi, AgentSession } from '@chroniton/shared/contract/hub'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import type { HubParts } from './parts.ts'
import { checkOwnership, parseReportItems } from './report-items.ts'

/** What the hub does for agents. */
export function agentApi(parts: HubParts): AgentApi {
  const { clock, credentials, delivery, hub, log, owners, presence, sightings, state } = parts

  const mustBePresent = ({ agentId, connection }: AgentSession) => {
    if (presence.isPresent(agentId, connection)) return
    throw new CodedError('report-out-of-order', 'nothing is taken over this connection before it has said hello')
  }

  return {
    async enroll({ token }) {
      const now = clock.now()
      const joined = credentials.redeem(token, now)
      if (joined === null) throw new CodedError('token-invalid', 'it was never made, was used before, or has expired')
      const { agentId, agentName, secret } = joined
      const known = state.agents.get(agentId)
      if (known === undefined || known.removed) {
        const decision = { kind: 'agent-add', agentId, name: agentName } as const
        await parts.notesOf(await log.append({ kind: 'decision', by: agentName, decision }))
      }
      // The process that had the earlier credential, if there is one, is not this agent any more.
      presence.dismiss(agentId, 'the agent was enrolled anew')
      return { agentId, agentName, agentSecret: secret, hubId: hub.id }
    },

    async hello({ agentId, connection }, hello) {
      const now = clock.now()
      presence.arrive(agentId, connection, hello, now)
      sightings.put(agentId, hello, now)
      return {
        protocolVersion: PROTOCOL_VERSION,
        hubVersion: hub.version,
        agentId,
        hubId: hub.id,
        acknowledgedSequence: await log.sequenceOf(agentId),
        serverTime: now,
      }
    },

    async report(session, batch) {
      mustBePresent(session)
      const { agentId } = session
      const items = parseReportItems(batch)
      checkOwnership(agentId, items, owners)
      const { batchId, sequence } = batch
      return { position: await log.append({ kind: 'report', agentId, batchId, sequence, items }) }
    },

    async status(session, status) {
      mustBePresent(session)
      presence.says(session.agentId, status, clock.now())
    },

    async *commands({ agentId, connection }, after, signal) {
      // A client that reconnects resumes its subscription in the same moment in which it says hello.
      await presence.arrived(agentId, connection, signal)
      if (after !== null) presence.sent(agentId, connection, after)
      for await (const envelope of delivery.commands(agentId, after, connection, signal)) {
        presence.sent(agentId, connection, envelope.position)
        yield envelope
      }
    },
  }
}
