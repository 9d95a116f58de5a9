import { CodedError } from './errors.ts'
import type { AgentSession, PersonSession, Session } from './hub.ts'
import type { Permission } from './permission.ts'

/** A person, or a script that acts for one. Errors: `unauthenticated`, `forbidden`. */
export function mustBePerson(session: Session): PersonSession {
  if (session.kind === 'person') return session
  if (session.kind === 'agent') throw new CodedError('forbidden', 'agents may not call this')
  throw new CodedError('unauthenticated', session.why ?? 'no credential was sent')
}

/** An enrolled agent. Errors: `unauthenticated`, `forbidden`. */
export function mustBeAgent(session: Session): AgentSession {
  if (session.kind === 'agent') return session
  if (session.kind === 'person') throw new CodedError('forbidden', 'only agents may call this')
  throw new CodedError('unauthenticated', session.why ?? 'no credential was sent')
}

/** Errors: `forbidden`. */
export function mustHave({ name, permissions }: PersonSession, permission: Permission): void {
  if (permissions.includes(permission)) return
  const has = permissions.join(', ') || 'none'
  throw new CodedError('forbidden', `this needs the permission "${permission}"; ${name} has ${has}`)
}
