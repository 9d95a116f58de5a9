import type { AuditRecord } from '@chroniton/shared/contract/access'
import type { PersonSession, Session } from '@chroniton/shared/contract/hub'

/** Something that somebody did, or tried to do. Never holds a secret. */
export interface Deed extends Pick<AuditRecord, 'who' | 'kind' | 'from'> {
  /** A decision's kind, or `sign-in`, `source-add`, `api-key-revoke`, ...: a noun first, then what was done to it. */
  action: string
  /** The id of what it was done to. */
  object: string | null
  /** False: it was tried and refused, or failed. */
  ok: boolean
  /** In words. */
  detail: string | null
  /** What was asked for, as plain data; kept only where the operator wants payloads. */
  payload?: unknown
}

/** Where it is written who did what. */
export interface Audit {
  /** Durable when it returns; part of the transaction it is called in. Throws CodedError when it cannot be written. */
  record(deed: Deed): void
}

/** Who did it, of a deed by somebody who is signed in. */
export function doer(session: Session): Pick<Deed, 'who' | 'kind' | 'from'> {
  switch (session.kind) {
    case 'person':
      return { who: session.name, kind: kindOf(session), from: session.connection.address ?? null }
    case 'agent':
      return { who: session.agentId, kind: 'agent', from: session.connection.address ?? null }
    case 'anonymous':
      return { who: null, kind: 'anonymous', from: null }
  }
}

function kindOf({ via }: PersonSession): AuditRecord['kind'] {
  return via === 'api-key' || via === 'token' ? 'api-key' : 'person'
}
