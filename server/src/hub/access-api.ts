import { passwordLinkPath, type PersonId, type PersonView } from '@chroniton/shared/contract/access'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AccessApi, PersonSession } from '@chroniton/shared/contract/hub'
import { type Permission, PERMISSIONS_OF, type Role } from '@chroniton/shared/contract/permission'
import { AuditReadings } from '../audit/audit-readings.ts'
import { type Deed, doer } from '../audit/audit.ts'
import { hashPassword, isPassword } from '../people/password.ts'
import { nameKey, type Person } from '../people/people.ts'
import { later } from '../people/sessions.ts'
import { BUILT_IN } from './built-in-agent.ts'
import type { HubParts } from './parts.ts'

const LINK_MS = 24 * 60 * 60 * 1000

/** People, keys and the audit log. */
export function accessApi({ gate, live, sources, state, presence, clock }: HubParts): AccessApi {
  const { agents, apiKeys, audit, doors, links, people, sessions, throttle } = gate
  const { database } = sources
  const readings = new AuditReadings(audit, () => clock.now())

  /** Does it and writes it down: both or neither. */
  const recorded = <Result extends { id: string; name: string }>(
    session: PersonSession,
    action: string,
    act: () => Result,
    detailOf: (result: Result) => string = ({ name }) => name,
  ): Result =>
    database.transaction(() => {
      const result = act()
      audit.record({ ...doer(session), action, object: result.id, ok: true, detail: detailOf(result) })
      return result
    })

  const view = (person: Person): PersonView => viewOf(person, sessions.counts(clock.now()))

  return {
    me: async (session) => gate.me(session),

    async changePassword(session, { current, next }) {
      if (session.personId === null) throw new CodedError('forbidden', 'a key or token has no password')
      const before = people.mustGet(session.personId)
      if (before.passwordHash !== null) await mustKnow(before, current ?? '', session)
      const passwordHash = await hashPassword(next)
      recorded(
        session,
        'password-set',
        () => {
          const person = people.mustGet(before.id)
          if (person.passwordHash !== before.passwordHash) throw new CodedError('conflict', 'it was changed meanwhile')
          people.setPassword(person.id, passwordHash)
          links.endAllOf(person.id)
          gate.endSessions(person, sessionIdOf(session), 'the password was changed')
          return person
        },
        () => 'by the person',
      )
    },

    async people() {
      const counts = sessions.counts(clock.now())
      return people.all().map((person) => viewOf(person, counts))
    },

    async addPerson(session, { name, role, password }) {
      mustHaveWhatItGives(session, role)
      const passwordHash = password === undefined ? null : await hashPassword(password)
      const add = () => people.add({ name, role, passwordHash }, clock.now())
      return view(recorded(session, 'person-add', add, () => `${name}, ${role}`))
    },

    async changePerson(session, { personId, changes }) {
      const before = people.mustGet(personId)
      if (changes.role !== undefined) mustHaveWhatItGives(session, before.role, changes.role)
      const changed = recorded(
        session,
        'person-change',
        () => people.change(personId, changes),
        ({ name, role }) => `${before.name}, ${before.role}: now ${name}, ${role}`,
      )
      gate.reconsider(changed, 'what you may do has changed')
      return view(changed)
    },

    async removePerson(session, personId) {
      recorded(session, 'person-remove', () => {
        const person = people.remove(personId)
        links.endAllOf(personId)
        gate.endSessions(person, null, 'you were removed from the hub')
        return person
      })
    },

    async endSessions(session, personId) {
      recorded(session, 'sessions-end', () => {
        const person = people.mustGet(personId)
        gate.endSessions(person, null, 'your sessions were ended')
        return person
      })
    },

    async passwordLink(session, personId) {
      const { role } = people.mustGet(personId)
      mustHaveWhatItGives(session, role)
      const expiresAt = later(clock.now(), LINK_MS)
      let token = ''
      recorded(session, 'password-link', () => {
        const person = people.mustGet(personId)
        token = links.create(personId, expiresAt)
        return person
      })
      return { path: passwordLinkPath(token), expiresAt }
    },

    apiKeys: async () => apiKeys.all(),

    async createApiKey(session, request) {
      mustHaveAll(session, request.permissions)
      return recorded(
        session,
        'api-key-create',
        () => apiKeys.create(request, session.name, clock.now()),
        ({ name, permissions }) => `${name}: ${permissions.join(', ')}`,
      )
    },

    async revokeApiKey(session, id) {
      recorded(session, 'api-key-revoke', () => {
        const key = apiKeys.revoke(id)
        doors.close('api-key', [id], 'the key was revoked')
        return key
      })
    },

    async revokeAgent(session, agentId) {
      const agent = state.agents.get(agentId)
      if (agent === undefined || agent.removed) throw new CodedError('not-found', `there is no agent ${agentId}`)
      if (agentId === BUILT_IN.agentId) {
        throw new CodedError('conflict', 'the hub’s own agent has no credential; remove the agent to end it')
      }
      recorded(session, 'agent-revoke', () => {
        agents.revokeAll(agentId, clock.now())
        return agent
      })
      doors.close('agent', [agentId], 'the credential was revoked')
      presence.dismiss(agentId, 'the credential was revoked')
    },

    async renewAgent(session, agentId) {
      const agent = state.agents.get(agentId)
      if (agent === undefined || agent.removed) throw new CodedError('not-found', `there is no agent ${agentId}`)
      if (sources.olderAgents.rows.get(agentId) !== undefined && presence.of(agentId) === null) {
        throw new CodedError('conflict', `${agent.name} polls and cannot be asked: enrol it anew with a join token`)
      }
      recorded(session, 'agent-renew-ask', () => {
        if (agents.askForRenewal(agentId, clock.now())) return agent
        throw new CodedError('conflict', `${agent.name} has no credential`)
      })
      live.presenceChanged()
    },

    async audit(session, { reading, ...query }) {
      readings.note(session, { reading, ...query })
      return audit.page(query)
    },
  }

  async function mustKnow(person: Person, password: string, session: PersonSession): Promise<void> {
    const from = session.connection.address ?? ''
    const name = nameKey(person.name)
    await throttle.admit(name, from)
    if (await isPassword(person.passwordHash, password)) return throttle.succeeded(name, from)
    const deed: Deed = { ...doer(session), action: 'password-set', object: person.id, ok: false, detail: WRONG }
    audit.record(deed)
    throw new CodedError('invalid-input', WRONG)
  }

  function sessionIdOf({ connection }: PersonSession): string | null {
    const proof = doors.proofOf(connection)
    return proof?.kind === 'session' ? proof.id : null
  }
}

const WRONG = 'current: the present password is another one'

function viewOf(person: Person, counts: Map<PersonId, number>): PersonView {
  const { id, name, role, passwordHash, subject, createdAt, lastSignInAt } = person
  return {
    id,
    name,
    role,
    hasPassword: passwordHash !== null,
    hasOpenIdConnect: subject !== null,
    createdAt,
    lastSignInAt,
    sessions: counts.get(id) ?? 0,
  }
}

/** Nobody gives, or gets hold of, more than they have: a key that may administer alone cannot make itself an owner. */
function mustHaveWhatItGives(session: PersonSession, ...roles: Role[]): void {
  for (const role of roles) mustHaveAll(session, PERMISSIONS_OF[role])
}

function mustHaveAll({ name, permissions }: PersonSession, wanted: readonly Permission[]): void {
  const missing = wanted.filter((permission) => !permissions.includes(permission))
  if (missing.length === 0) return
  throw new CodedError('forbidden', `${name} has no permission ${missing.join(', ')}, and cannot give it`)
}
