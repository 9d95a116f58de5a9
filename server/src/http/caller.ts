import type { HttpBindings } from '@hono/node-server'
import type { IncomingMessage } from 'node:http'

/** Who calls, as far as the network tells. */
export interface Caller {
  /** Without a port. */
  address: string
  /** Over TLS. */
  secure: boolean
}

/** What every handler finds in its context. */
export interface HttpEnv {
  /** Node's own request and response; absent only where a test asks the app directly. */
  Bindings: Partial<HttpBindings>
  Variables: { caller: Caller }
}

export function callerOf({ socket }: Pick<IncomingMessage, 'socket'>): Caller {
  return { address: socket.remoteAddress ?? '', secure: 'encrypted' in socket }
}
