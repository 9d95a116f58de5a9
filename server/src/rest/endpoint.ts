import type { PersonSession, Session } from '@chroniton/shared/contract/hub'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { Permission } from '@chroniton/shared/contract/permission'
import type { Context } from 'hono'
import { z } from 'zod'
import type { HttpEnv } from '../http/caller.ts'

/**
 * Who may call.
 *
 * - a permission: a person who has it, or a script with a key that has it.
 * - `agent`: the agent that the path names, by its own credential, with a key that may `operate`, or without any
 *   where the operator lets it in so.
 * - `registration`: the same, the agent being named in the body.
 * - `agent-or-read`: the agent itself, or whoever may `read`.
 * - `anybody`.
 */
export type Access = Permission | 'agent' | 'registration' | 'agent-or-read' | 'anybody'

/** Who called an endpoint for agents. */
export interface CallingAgent {
  agentId: AgentId
  withoutCredential: boolean
  /** It may make itself known where nobody knows it yet. */
  mayRegister: boolean
}

export interface Call<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  context: Context<HttpEnv>
  session: Session
  /** Throws `forbidden` when nobody is signed in. */
  person(): PersonSession
  /** Throws where the endpoint is not for agents. */
  agent(): CallingAgent
  signal: AbortSignal
}

/** One path with one method: what it takes, what it answers and what it does. */
export interface Endpoint {
  method: 'get' | 'post' | 'put' | 'delete'
  /** With parameters as OpenAPI writes them: `/sync/agents/{id}`. */
  path: string
  tag: string
  summary: string
  access: Access
  params: z.ZodObject
  query: z.ZodObject
  /** `null`: none, or one that the handler reads from the wire itself. */
  body: z.ZodType | null
  /** What the body that the handler reads itself should look like. */
  rawBody: z.ZodType | null
  status: number
  /** Where the answer decides. */
  statusFor: ((reply: unknown) => number) | null
  reply: z.ZodType
  /** What has to exist before this can work. */
  missing: string | null
  handle(call: Call<Record<string, unknown>, Record<string, unknown>, unknown>): Promise<unknown>
}

interface Definition<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Reply extends z.ZodType,
> {
  summary: string
  access: Access
  params?: Params
  query?: Query
  body?: Body
  rawBody?: z.ZodType
  /** 200 where nothing is said. */
  status?: number
  statusFor?: (reply: z.input<Reply>) => number
  reply: Reply
  handle(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<z.input<Reply>>
}

const NOTHING = z.object({})

/** `GET /sync/agents` and the like. */
export function endpoint<
  Reply extends z.ZodType,
  Params extends z.ZodObject = typeof NOTHING,
  Query extends z.ZodObject = typeof NOTHING,
  Body extends z.ZodType = z.ZodUnknown,
>(tag: string, route: string, definition: Definition<Params, Query, Body, Reply>): Endpoint {
  return {
    ...placed(tag, route),
    summary: definition.summary,
    access: definition.access,
    params: definition.params ?? NOTHING,
    query: definition.query ?? NOTHING,
    body: definition.body ?? null,
    rawBody: definition.rawBody ?? null,
    status: definition.status ?? 200,
    statusFor: (definition.statusFor as Endpoint['statusFor']) ?? null,
    reply: definition.reply,
    missing: null,
    handle: definition.handle,
  }
}

/** A path of the original whose provider is not there yet: it answers 501 and says so. */
export function missingEndpoint(tag: string, route: string, summary: string, missing: string): Endpoint {
  return {
    ...placed(tag, route),
    summary,
    access: 'configure',
    params: NOTHING,
    query: NOTHING,
    body: null,
    rawBody: null,
    status: 501,
    statusFor: null,
    reply: Failure,
    missing,
    handle: () => Promise.reject(new Error('never called')),
  }
}

function placed(tag: string, route: string): Pick<Endpoint, 'tag' | 'method' | 'path'> {
  const [method = '', path = ''] = route.split(' ')
  return { tag, method: method.toLowerCase() as Endpoint['method'], path }
}

/** What every refusal looks like. */
export const Failure = z
  .object({ code: z.string(), detail: z.string() })
  .meta({ id: 'Failure', description: 'What went wrong: a code for programs, the detail for people.' })
