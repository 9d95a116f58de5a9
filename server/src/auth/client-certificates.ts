import type { AgentId } from '@chroniton/shared/contract/ids'
import type { Caller } from '../http/caller.ts'
import type { Authenticate } from './authenticate.ts'

/**
 * Whoever comes over the network as an agent must show a certificate as well, made out to that agent's id by the
 * authority the operator named. Why that is not so; null when it is.
 */
export function certificateRefusal(agentId: AgentId, { certificateNames: names }: Caller): string | null {
  if (names === undefined) return 'the agent showed no certificate of the authority this hub asks for'
  if (names.includes(agentId)) return null
  return `the certificate is made out to ${names.join(', ') || 'nobody'}, not to ${agentId}`
}

export function withCertificates(authenticate: Authenticate): Authenticate {
  return async (presented) => {
    const identity = await authenticate(presented)
    if (identity.kind !== 'agent') return identity
    const why = certificateRefusal(identity.agentId, presented.caller)
    return why === null ? identity : { kind: 'anonymous', why }
  }
}
