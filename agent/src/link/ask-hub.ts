import type { Credentials } from '@chroniton/shared/client/credentials'
import { codedErrorOf } from '@chroniton/shared/client/failure'
import { openHubLink, type HubCalls } from '@chroniton/shared/client/link'
import { socketClass } from '@chroniton/shared/client/socket'
import { CodedError } from '@chroniton/shared/contract/errors'

/** One question over a connection of its own, which is closed again. `ca`: PEM certificates to trust besides others. */
export async function askHub<Answer>(
  hubUrl: string,
  credentials: Credentials,
  ca: string | null,
  ask: (calls: HubCalls) => Promise<Answer>,
): Promise<Answer> {
  let failed = (_why: string) => {}
  const broken = new Promise<never>((_, reject) => {
    failed = (why) => reject(new CodedError('hub-unreachable', `${hubUrl}: ${why}`))
  })
  const link = openHubLink({
    hubUrl,
    credentials: () => credentials,
    socketClass: socketClass(ca === null ? {} : { ca }),
    onFailure: (why) => failed(why),
    onClose: () => failed('the connection was closed'),
  })
  try {
    return await Promise.race([ask(link.calls), broken])
  } catch (error) {
    throw codedErrorOf(error)
  } finally {
    await link.close()
  }
}
