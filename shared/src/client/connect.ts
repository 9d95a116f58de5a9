import { CodedError } from '../contract/errors.ts'
import { openHubLink, type HubLink } from './link.ts'
import { socketClass, type SocketOptions } from './socket.ts'

export interface ConnectOptions extends SocketOptions {
  /** The admin key, as in the link that the hub prints when it starts. */
  key: string
  /** How long the first connection may take; later ones are retried for ever. */
  timeoutMs?: number
}

/**
 * Connects a script to a hub as a person.
 *
 * ```js
 * const hub = await connectHub('http://localhost:8008', { key })
 * console.log(await hub.calls.admin.calendars.query())
 * await hub.close()
 * ```
 *
 * Errors: `hub-unreachable` when the first connection fails, `invalid-configuration` for an address that is none. A
 * wrong key shows with the first call (`unauthenticated`); `codedErrorOf` makes sense of what calls throw.
 */
export async function connectHub(hubUrl: string, options: ConnectOptions): Promise<HubLink> {
  const timeoutMs = options.timeoutMs ?? 10_000
  let opened = () => {}
  let failed = (_why: string) => {}
  const first = new Promise<void>((resolve, reject) => {
    opened = resolve
    failed = (why) => reject(new CodedError('hub-unreachable', `${hubUrl}: ${why}`))
  })
  const link = openHubLink({
    hubUrl,
    credentials: () => ({ key: options.key }),
    socketClass: socketClass(options),
    onOpen: () => opened(),
    onFailure: (why) => failed(why),
  })
  const timer = setTimeout(() => failed(`no answer within ${timeoutMs / 1000} s`), timeoutMs)
  try {
    await first
    return link
  } catch (error) {
    await link.close()
    throw error
  } finally {
    clearTimeout(timer)
  }
}
