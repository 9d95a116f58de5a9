import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentApi, AgentSession } from '@chroniton/shared/contract/hub'
import type { Position } from '@chroniton/shared/contract/ids'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import { doer } from '../audit/audit.ts'
import type { KnownCredential, RedeemedToken } from '../auth/agent-credentials.ts'
import type { HubParts } from './parts.ts'
import { checkOwnership, parseReportItems } from './report-items.ts'

const ANEW = 'the agent was enrolled anew'
const RENEWED = 'the agent has a new credential'

/** What the hub does for agents. */
export function agentApi(parts: HubParts): AgentApi {
  const { clock, gate, delivery, hub, log, owners, presence, sightings, sources, state } = parts

  const mustBePresent = ({ agentId, connection }: AgentSession) => {
    if (presence.isPresent(agentId, connection)) return
    throw new CodedError('report-out-of-order', 'nothing is taken over this connection before it has said hello')
  }

  /** By which of its credentials the agent came in; null for the one in the hub's own process. */
  const credentialOf = ({ connection }: AgentSession): KnownCredential | null =>
    gate.doors.proofOf(connection)?.credential ?? null

  /** What the agent had before it came with this credential ends when it comes with it first. */
  const confirm = (session: AgentSession) => {
    const credential = credentialOf(session)
    if (credential === null) return
    const { agentId, connection } = session
    const isNew = sources.database.transaction(() => {
      if (!gate.confirmAgent(credential)) return false
      gate.audit.record({ ...doer(session), action: 'agent-renew', object: agentId, ok: true, detail: null })
      return true
    })
    if (isNew && !presence.isPresent(agentId, connection)) presence.dismiss(agentId, RENEWED)
  }

  /** Whoever guesses tokens is slowed down. */
  const redeemed = async (token: string, from: string | null): Promise<RedeemedToken> => {
    if (from !== null) await gate.throttle.admitWith('join token', from)
    const joined = gate.agents.redeem(token, clock.now())
    if (joined === null) {
      const deed = { who: null, kind: 'anonymous', from, action: 'agent-enroll', object: null, ok: false } as const
      gate.audit.record({ ...deed, detail: 'the join token is unknown, used or expired' })
      throw new CodedError('token-invalid', 'it was never made, was used before, or has expired')
    }
    if (from !== null) await gate.throttle.succeededWith('join token', from)
    return joined
  }

  return {
    async enroll({ token, hostname }, from = null) {
      const joined = await redeemed(token, from)
      const { agentId, agentName, secret } = joined
      const known = state.agents.get(agentId)
      if (known === undefined || known.removed) {
        const decision = { kind: 'agent-add', agentId, name: agentName } as const
        await parts.notesOf(await log.append({ kind: 'decision', by: agentName, decision }))
      }
      // The process that had the earlier credential, if there is one, is not this agent any more.
      gate.doors.close('agent', [agentId], ANEW)
      presence.dismiss(agentId, ANEW)
      const deed = { who: agentName, kind: 'agent', from, action: 'agent-enroll', object: agentId, ok: true } as const
      gate.audit.record({ ...deed, detail: `on ${hostname}` })
      return { agentId, agentName, agentSecret: secret, hubId: hub.id }
    },

    async hello(session, hello) {
      const { agentId, connection } = session
      const now = clock.now()
      confirm(session)
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
      const position = await log.append({ kind: 'report', agentId, batchId, sequence, items })
      // An agent is one batch ahead of the engine at most, so that nobody's edit waits behind a long queue of its own.
      await parts.reached((position - 1) as Position)
      return { position }
    },

    async status(session, status) {
      mustBePresent(session)
      const now = clock.now()
      presence.says(session.agentId, status, now)
      const present = presence.of(session.agentId)
      if (present !== null) sightings.heard(session.agentId, present.hello, now)
      const credential = credentialOf(session)
      return { renewCredential: credential !== null && gate.agents.isAskedToRenew(credential) }
    },

    async renewCredential(session) {
      const credential = credentialOf(session)
      if (credential === null) throw new CodedError('conflict', 'this connection was not opened with a credential')
      const agentSecret = gate.agents.renew(credential, clock.now())
      if (agentSecret === null) throw new CodedError('unauthenticated', 'the credential has ended meanwhile')
      return { agentSecret }
    },

    async confirmCredential(session) {
      confirm(session)
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
