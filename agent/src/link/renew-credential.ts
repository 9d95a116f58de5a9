import { CodedError } from '@chroniton/shared/contract/errors'
import { certificates } from '../config/certificates.ts'
import { readCredential, writeCredential } from '../config/credential-file.ts'
import { withCredentialLocked } from '../config/credential-lock.ts'
import { loadConfig } from '../config/load-config.ts'
import { protectedSecret } from '../config/protected-secret.ts'
import { askHub } from './ask-hub.ts'

/**
 * Replaces the agent's credential: asks the hub for another with the present one, stores it, and comes with it, which
 * ends those before and closes their sockets. Until then both count, so whichever stands in the file when the process
 * dies lets the agent in; the hub takes the first time it comes with the new one, whenever that is, as the last step.
 *
 * Errors: those of the hub; `source-file` when it cannot be stored; `already-running` while another process does this.
 */
export function renewCredential(configPath: string): Promise<void> {
  return withCredentialLocked(configPath, async () => {
    const { hub, name } = await loadConfig(configPath)
    if (hub === null) throw new CodedError('unauthenticated', `${configPath} names no hub: enrol the agent first`)
    const { agentId, url, secret, caPath } = hub
    const ca = await certificates(caPath)
    const present = { agentId, secret: await secret.reveal() }
    const { agentSecret } = await askHub(url, present, ca, ({ agent }) => agent.renewCredential.mutate())
    await writeCredential(configPath, {
      central_api_url: url,
      agent_id: agentId,
      agent_name: (await readCredential(configPath))?.agent_name ?? name,
      agent_secret: await protectedSecret(configPath, agentSecret),
    })
    const renewed = { agentId, secret: agentSecret }
    await askHub(url, renewed, ca, ({ agent }) => agent.confirmCredential.mutate())
  })
}
