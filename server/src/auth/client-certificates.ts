import type { Authenticate } from './authenticate.ts'

/**
 * Whoever comes over the network as an agent must show a certificate as well, made out to that agent's id by the
 * authority the operator named.
 */
export function withCertificates(authenticate: Authenticate): Authenticate {
  return async (presented) => {
    const identity = await authenticate(presented)
    if (identity.kind !== 'agent') return identity
    const names = presented.caller.certificateNames
    if (names === undefined) {
      return { kind: 'anonymous', why: 'the agent showed no certificate of the authority this hub asks for' }
    }
    if (names.includes(identity.agentId)) return identity
    return {
      kind: 'anonymous',
      why: `the certificate is made out to ${names.join(', ') || 'nobody'}, not to ${identity.agentId}`,
    }
  }
}
