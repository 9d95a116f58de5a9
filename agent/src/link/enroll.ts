import { hostname } from 'node:os'
import type { Enrollment } from '@chroniton/shared/contract/agent'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import { askHub } from './ask-hub.ts'

/** Trades a join token for the agent's own credential. Errors: `hub-unreachable`, `token-invalid`, `protocol-mismatch`. */
export async function enroll(hubUrl: string, token: string, ca: string | null): Promise<Enrollment> {
  const request = { token, protocolVersion: PROTOCOL_VERSION, hostname: hostname() }
  return askHub(hubUrl, null, ca, ({ agent }) => agent.enroll.mutate(request))
}
