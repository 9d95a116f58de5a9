import { CodedError } from '@chroniton/shared/contract/errors'
import { mustBePerson, mustHave } from '@chroniton/shared/contract/authorize'
import type { Connection, Session } from '@chroniton/shared/contract/hub'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { Permission } from '@chroniton/shared/contract/permission'
import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { z } from 'zod'
import { type Authenticate, sessionOf } from '../auth/authenticate.ts'
import { bearer } from '../auth/bearer.ts'
import { presentedOver } from '../auth/http/presented.ts'
import type { OlderAgent } from '../auth/older-agents.ts'
import { comesFromElsewhere } from '../auth/own-page.ts'
import type { RouteGroup } from '../http/app.ts'
import type { Caller, HttpEnv } from '../http/caller.ts'
import { readJson } from './body.ts'
import type { Call, CallingAgent, Endpoint } from './endpoint.ts'
import { documentPages } from './document-pages.ts'
import { allEndpoints } from './endpoints.ts'
import { OlderAgentId } from './older-agent-id.ts'
import type { RestParts } from './parts.ts'

export interface RestOptions extends RestParts {
  authenticate: Authenticate
  /** Whether the operator lets an agent in without any credential. */
  letsIn: (agent: OlderAgent) => boolean
  /** Why the certificate that an agent with a credential shows will not do; absent where none is asked for. */
  certificateRefusal?: ((agentId: AgentId, caller: Caller) => string | null) | undefined
}

/** Addresses that the admin page has too: a browser that opens one wants the page. */
const PAGES_TOO = new Set(['/events', '/calendars'])

/** The interface for older agents and for scripts: every path under its own name and under `/api`. */
export function restRoutes(options: RestOptions): RouteGroup {
  const app = new Hono<HttpEnv>()
  const endpoints = allEndpoints(options)
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1')
    for (const alias of [path, `/api${path}`]) {
      app.on(endpoint.method.toUpperCase(), alias, (context, next) =>
        PAGES_TOO.has(context.req.path) && wantsPage(context) ? next() : answer(context, endpoint, options),
      )
    }
  }
  documentPages(app, endpoints, options.version)
  // Older agents read JSON before they look at the status: here nobody is shown a page instead.
  app.all('/sync/*', (context) => nothingAt(context.req.path))
  app.all('/api/*', (context) => nothingAt(context.req.path))
  return app
}

function nothingAt(path: string): never {
  throw new CodedError('not-found', `there is nothing at ${path}`)
}

function wantsPage(context: Context<HttpEnv>): boolean {
  return context.req.header('accept')?.includes('text/html') === true
}

async function answer(context: Context<HttpEnv>, endpoint: Endpoint, options: RestOptions): Promise<Response> {
  const params = context.req.param() as Record<string, string>
  const isRegistration = endpoint.access === 'registration'
  const body = isRegistration ? await bodyOf(context, endpoint) : undefined
  const named = isRegistration ? (agentNamed(body) ?? options.newId()) : (params['id'] ?? params['agent_id'])
  const caller = await callerOf(context, endpoint, named, options)
  if (endpoint.missing !== null) throw new CodedError('not-supported', endpoint.missing)
  const reply = await endpoint.handle({
    params: parsed('path', endpoint.params, params) as Record<string, unknown>,
    query: parsed('query', endpoint.query, context.req.query()) as Record<string, unknown>,
    body: isRegistration ? body : await bodyOf(context, endpoint),
    context,
    signal: context.req.raw.signal,
    ...caller,
  })
  const status = endpoint.statusFor?.(reply) ?? endpoint.status
  return context.json(reply as object, status as ContentfulStatusCode, { 'Cache-Control': 'no-store' })
}

async function bodyOf(context: Context<HttpEnv>, { body }: Endpoint): Promise<unknown> {
  return body === null ? undefined : parsed('body', body, await readJson(context))
}

/** An agent that is to be made known may leave it to the hub to find an id. */
function agentNamed(body: unknown): string | undefined {
  return (body as { id?: string }).id
}

function parsed(what: string, schema: z.ZodType, value: unknown): unknown {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const issues = error.issues.slice(0, 5).map(({ path, message }) => `${[what, ...path].join('.')}: ${message}`)
  throw new CodedError('invalid-input', issues.join('; '))
}

type WhoCalls = Pick<Call<unknown, unknown, unknown>, 'session' | 'person' | 'agent'>

/** Errors: `unauthenticated`, `forbidden`. */
async function callerOf(
  context: Context<HttpEnv>,
  { access }: Endpoint,
  named: string | undefined,
  options: RestOptions,
): Promise<WhoCalls> {
  if (access === 'agent' || access === 'registration') return callingAgent(context, named, 'operate', options)
  if (access === 'agent-or-read') return callingAgent(context, named, 'read', options)
  const session = sessionOf(await options.authenticate(presentedOver(context)), connectionOf(context))
  const person = () => mustBePerson(session)
  if (access !== 'anybody') mustHave(person(), access)
  return { session, person, agent: notForAgents }
}

async function callingAgent(
  context: Context<HttpEnv>,
  named: string | undefined,
  permission: Permission,
  options: RestOptions,
): Promise<WhoCalls> {
  const agentId = parsed('path.id', OlderAgentId, named) as AgentId
  const secret = context.req.header('x-agent-secret') ?? bearer(context.req.header('authorization'))
  const connection = connectionOf(context)
  const as = (session: Session, agent: Omit<CallingAgent, 'agentId'>): WhoCalls => ({
    session,
    person: () => mustBePerson(session),
    agent: () => ({ agentId, ...agent }),
  })
  if (secret !== undefined && options.credentials.isValid(agentId, secret)) {
    const why = options.certificateRefusal?.(agentId, context.get('caller')) ?? null
    if (why !== null) throw new CodedError('unauthenticated', why)
    return as({ kind: 'agent', agentId, connection }, { withoutCredential: false, mayRegister: true })
  }
  const session = sessionOf(await options.authenticate(presentedOver(context)), connection)
  if (session.kind === 'person') {
    mustHave(session, permission)
    return as(session, { withoutCredential: false, mayRegister: session.permissions.includes('configure') })
  }
  const caller = { agentId, address: context.get('caller').address, enrolled: options.credentials.isEnrolled(agentId) }
  // A page of any site may make a browser in the agent's network send this: an older agent is no browser.
  const isPage = comesFromElsewhere(presentedOver(context), [])
  if (secret === undefined && !isPage && options.letsIn(caller)) {
    return as({ kind: 'agent', agentId, connection }, { withoutCredential: true, mayRegister: true })
  }
  const why = session.kind === 'anonymous' ? session.why : null
  throw new CodedError('unauthenticated', why ?? `agent ${agentId} sent no credential, and is not let in without`)
}

function notForAgents(): never {
  throw new CodedError('internal', 'this endpoint is not for agents')
}

function connectionOf(context: Context<HttpEnv>): Connection {
  const { address } = context.get('caller')
  return { id: 'http', address, drained: () => Promise.resolve(), close: () => undefined }
}
