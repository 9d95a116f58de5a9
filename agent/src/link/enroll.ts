import { hostname } from 'node:os'
import { codedErrorOf } from '@chroniton/shared/client/failure'
import { openHubLink } from '@chroniton/shared/client/link'
import { socketClass } from '@chroniton/shared/client/socket'
import type { Enrollment } from '@chroniton/shared/contract/agent'
import { CodedError } from '@chroniton/shared/contract/errors'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'

/** Trades a join token for the agent's own credential. Errors: `hub-unreachable`, `token-invalid`, `protocol-mismatch`. */
export async function enroll(hubUrl: string, token: string, ca: string | null): Promise<Enrollment> {
  let failed = (_why: string) => {}
  const broken = new Promise<never>((_, reject) => {
    failed = (why) => reject(new CodedError('hub-unreachable', `${hubUrl}: ${why}`))
  })
  const link = openHubLink({
    hubUrl,
    credentials: () => null,
    socketClass: socketClass(ca === null ? {} : { ca }),
    onFailure: (why) => failed(why),
    onClose: () => failed('the connection was closed'),
  })
  try {
    const request = { token, protocolVersion: PROTOCOL_VERSION, hostname: hostname() }
    return await Promise.race([link.calls.agent.enroll.mutate(request), broken])
  } catch (error) {
    throw codedErrorOf(error)
  } finally {
    await link.close()
  }
}
