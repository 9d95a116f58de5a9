import { SIGN_IN_PROBLEM_PARAMETER } from '@chroniton/shared/contract/page'
import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'
import { type Context, Hono } from 'hono'
import type { RouteGroup } from '../../http/app.ts'
import type { HttpEnv } from '../../http/caller.ts'
import type { Logger } from '../../observe/logger.ts'
import type { Gate } from '../gate.ts'
import { HubCookie } from '../hub-cookie.ts'
import type { OpenIdConnect } from '../openid-connect.ts'
import { FLOW_SECONDS, type FlowSeal } from '../sealed-flow.ts'

export interface OpenIdRouteOptions {
  gate: Gate
  provider: OpenIdConnect
  seal: FlowSeal
  hubId: string
  /** Where browsers reach the hub; null: where they say they do. */
  publicUrl: string | null
  logger: Pick<Logger, 'warn'>
}

/**
 * Signing in at an OpenID Connect provider. The browser itself goes these ways, so what fails ends on the hub's page,
 * which says it in words.
 */
export function openIdRoutes({ gate, provider, seal, hubId, publicUrl, logger }: OpenIdRouteOptions): RouteGroup {
  // The provider sends the browser back, and what comes from another site brings no strict cookie.
  const flowCookie = new HubCookie(hubId, { name: 'oidc', sameSite: 'Lax', maxAge: FLOW_SECONDS })

  const toPage = (context: Context<HttpEnv>, problem: ErrorCode | null) => {
    context.header('Cache-Control', 'no-store')
    // A proxy may serve the hub below a path of its own.
    const page = '../'.repeat(context.req.path.split('/').length - 2)
    return context.redirect(problem === null ? page : `${page}#${SIGN_IN_PROBLEM_PARAMETER}=${problem}`, 303)
  }

  const problemOf = (error: unknown): ErrorCode => {
    if (!(error instanceof CodedError)) throw error
    logger.warn({ code: error.code, detail: error.detail }, 'a sign-in by OpenID Connect did not succeed')
    return error.code
  }

  return new Hono<HttpEnv>()
    .get('/auth/oidc', async (context) => {
      const { secure } = context.var.caller
      const host = context.req.header('host') ?? ''
      try {
        const { url, flow } = await provider.begin(publicUrl ?? `${secure ? 'https' : 'http'}://${host}`)
        context.header('Set-Cookie', flowCookie.set(await seal.seal(flow), secure))
        context.header('Cache-Control', 'no-store')
        return context.redirect(url, 303)
      } catch (error) {
        return toPage(context, problemOf(error))
      }
    })
    .get('/auth/oidc/callback', async (context) => {
      const { address, secure } = context.var.caller
      const sealed = flowCookie.read(context.req.header('cookie'), secure)
      context.header('Set-Cookie', flowCookie.clear(secure))
      try {
        const flow = sealed === undefined ? null : await seal.open(sealed)
        if (flow === null) throw new CodedError('sign-in-failed', 'it was not begun in this browser, or took too long')
        const vouched = await provider.finish(flow, new URL(context.req.url).search)
        const { token } = gate.signIn.byOpenIdConnect(vouched, address)
        context.header('Set-Cookie', gate.cookie.set(token, secure), { append: true })
        return toPage(context, null)
      } catch (error) {
        return toPage(context, problemOf(error))
      }
    })
}
