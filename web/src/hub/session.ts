import { CodedError, isErrorCode } from '@chroniton/shared/contract/errors'
import type { Me, SignInWays } from '@chroniton/shared/contract/access'
import { PAGE_HEADER } from '@chroniton/shared/contract/page'

/** Signing in and out goes over HTTP, because only there can the hub set the cookie. */

export type Session =
  | { state: 'signed-in'; me: Me; /** `null`: the session is in a cookie. */ key: string | null }
  | { state: 'signed-out'; ways: SignInWays; keyRefused: boolean }

/** Errors: `hub-unreachable`. */
export async function openSession(key: string | null): Promise<Session> {
  const response = await ask('/auth/session', { headers: bearer(key) })
  const answer = await bodyOf(response)
  if (response.ok) return { state: 'signed-in', me: answer as Me, key }
  if (response.status === 401) {
    return { state: 'signed-out', ways: (answer as { signIn: SignInWays }).signIn, keyRefused: key !== null }
  }
  throw errorOf(response, answer)
}

/** Errors: `unauthenticated`, `rate-limited`, `hub-unreachable`. */
export function signIn(name: string, password: string): Promise<Me> {
  return post<Me>('/auth/sign-in', { name, password }, null)
}

/** The first owner of a hub, who is then signed in. */
export function setUp(key: string | null, name: string, password: string): Promise<Me> {
  return post<Me>('/auth/setup', { name, password }, key)
}

/** Errors: `link-invalid`. */
export function choosePassword(token: string, password: string): Promise<Me> {
  return post<Me>('/auth/password', { token, password }, null)
}

export async function signOut(): Promise<void> {
  await post('/auth/sign-out', {}, null)
}

const bearer = (key: string | null): Record<string, string> => (key === null ? {} : { authorization: `Bearer ${key}` })

async function post<Answer>(path: string, body: object, key: string | null): Promise<Answer> {
  const response = await ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', [PAGE_HEADER]: '1', ...bearer(key) },
  })
  const answer = await bodyOf(response)
  if (!response.ok) throw errorOf(response, answer)
  return answer as Answer
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (error) {
    throw new CodedError('hub-unreachable', 'there was no answer', { cause: error })
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (error) {
    throw new CodedError('hub-unreachable', `the answer was no JSON (${response.status})`, { cause: error })
  }
}

function errorOf(response: Response, answer: unknown): CodedError {
  const { code, detail } = answer as { code?: unknown; detail?: unknown }
  return new CodedError(
    isErrorCode(code) ? code : 'internal',
    typeof detail === 'string' ? detail : `the hub answered ${response.status}`,
  )
}
