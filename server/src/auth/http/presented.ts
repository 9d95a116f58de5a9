import type { Context } from 'hono'
import type { HttpEnv } from '../../http/caller.ts'
import type { Presented } from '../authenticate.ts'

/** What a request over HTTP shows of whoever sent it. */
export function presentedOver({ req, var: { caller } }: Context<HttpEnv>): Presented {
  return { connectionParams: null, header: (name) => req.header(name), method: req.method, caller }
}
