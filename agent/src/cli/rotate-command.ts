import { renewCredential } from '../link/renew-credential.ts'
import { say } from './output.ts'

/** Also while the agent runs: its connection is closed, and it comes back with the new credential. */
export async function rotateCredentialCommand({ config }: { config: string }): Promise<void> {
  await renewCredential(config)
  say('The hub has given the agent a new credential, which is stored. The one before has ended.')
}
