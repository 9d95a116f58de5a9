import { PasswordLinkRequest, SetupRequest, SignInRequest } from '@chroniton/shared/contract/access'
import { CodedError } from '@chroniton/shared/contract/errors'
import { mustBeShallow } from '@chroniton/shared/contract/json-depth'
import { PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import type { RouteGroup } from '../../http/app.ts'
import type { HttpEnv } from '../../http/caller.ts'
import type { SignedIn } from '../../people/sign-in.ts'
import type { Gate } from '../gate.ts'
import { asksOwnPage, comesFromElsewhere } from '../own-page.ts'
import { presentedOver } from './presented.ts'

/** Signing in and out. */
export function authRoutes(gate: Gate, allowedOrigins: readonly string[]): RouteGroup {
  const { cookie, signIn } = gate

  const answer = (context: Context<HttpEnv>, { person, token }: SignedIn) => {
    const { address, secure } = context.var.caller
    // The browser forgets the session it had, so nobody could end that one any more.
    const before = cookie.read(context.req.header('cookie'), secure)
    if (before !== undefined) gate.signOut(before, address)
    context.header('Set-Cookie', cookie.set(token, secure))
    const { id, name, role } = person
    return context.json(gate.me({ personId: id, name, permissions: PERMISSIONS_OF[role], via: 'session' }))
  }

  /** Another site must not sign a browser in, not even as somebody who is known here. */
  const mustBeWanted = (context: Context<HttpEnv>) => {
    if (comesFromElsewhere(presentedOver(context), allowedOrigins)) {
      throw new CodedError('forbidden', 'the page of another site asks this')
    }
  }

  return new Hono<HttpEnv>()
    .use('/auth/*', async (context, next) => {
      await next()
      context.header('Cache-Control', 'no-store')
    })
    .get('/auth/session', async (context) => {
      const identity = await gate.authenticate(presentedOver(context))
      if (identity.kind === 'person') return context.json(gate.me(identity))
      const detail = identity.kind === 'agent' ? 'an agent is no person' : (identity.why ?? 'nobody is signed in')
      return context.json({ code: 'unauthenticated', detail, signIn: gate.ways() }, 401)
    })
    .post('/auth/sign-in', async (context) => {
      mustBeWanted(context)
      return answer(context, await signIn.withPassword(await bodyOf(context, SignInRequest), addressOf(context)))
    })
    .post('/auth/setup', async (context) => {
      mustBeWanted(context)
      const identity = await gate.authenticate(presentedOver(context))
      if (identity.kind !== 'person') {
        const why = identity.kind === 'anonymous' ? identity.why : null
        throw new CodedError('unauthenticated', why ?? 'the admin key is needed as bearer token')
      }
      if (identity.via !== 'admin-key' && identity.via !== 'open') {
        throw new CodedError('forbidden', 'only the admin key sets a hub up')
      }
      return answer(context, await signIn.setUp(await bodyOf(context, SetupRequest), addressOf(context)))
    })
    .post('/auth/password', async (context) => {
      mustBeWanted(context)
      return answer(context, await signIn.byLink(await bodyOf(context, PasswordLinkRequest), addressOf(context)))
    })
    .post('/auth/sign-out', async (context) => {
      const presented = presentedOver(context)
      if (!asksOwnPage(presented, allowedOrigins))
        throw new CodedError('forbidden', 'the hub’s own page did not ask this')
      const { secure } = context.var.caller
      const token = cookie.read(presented.header('cookie'), secure)
      if (token !== undefined) gate.signOut(token, addressOf(context))
      context.header('Set-Cookie', cookie.clear(secure))
      return context.json({ signIn: gate.ways() })
    })
}

function addressOf(context: Context<HttpEnv>): string {
  return context.var.caller.address
}

/** Errors: `invalid-input`. */
async function bodyOf<Schema extends z.ZodType>(context: Context<HttpEnv>, schema: Schema): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(await jsonOf(context))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
  throw new CodedError('invalid-input', faults.join('; '))
}

/** A form of another site can send text, but not what calls itself JSON. */
async function jsonOf({ req }: Context<HttpEnv>): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(req.header('content-type') ?? '')) {
    throw new CodedError('invalid-input', 'body: it is to be JSON, with Content-Type: application/json')
  }
  const text = await req.text()
  mustBeShallow(text, 'body')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CodedError('invalid-input', 'body: it is no JSON', { cause: error })
  }
}
