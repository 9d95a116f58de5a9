import { CodedError } from '@chroniton/shared/contract/errors'
import type { HttpAnswer } from '../../http/client.ts'
import { child, descendants, XmlReader, type XmlElement } from './xml.ts'

/** One `response` of a multistatus (RFC 4918, 14.24). */
export interface DavResponse {
  href: string
  /** Of the resource itself; null when its properties have theirs. */
  status: number | null
  /** Properties that were there. */
  props: Map<string, XmlElement>
  /** Properties that were not, with the reason. */
  refused: Map<string, number>
  /** Preconditions that failed: `c:no-uid-conflict`, ... */
  conditions: string[]
}

export interface Multistatus {
  /** Read lazily; the token is known when this has ended. */
  responses(): Generator<DavResponse>
  syncToken(): string | null
}

/** Of a collection: 404 and 410 are `calendar-not-found`. */
export function readMultistatus(answer: HttpAnswer): Multistatus {
  if (answer.status !== 207) {
    if (answer.status === 404 || answer.status === 410) {
      throw new CodedError('calendar-not-found', `${answer.where} answered ${answer.status}`)
    }
    if (answer.status >= 300) throw answer.failure()
    const what = answer.header('content-type') ?? 'nothing'
    throw new CodedError('source-not-a-calendar', `${answer.where}: answered ${answer.status} with ${what}, not WebDAV`)
  }
  const reader = new XmlReader(answer.text, answer.where)
  let token: string | null = null

  function* responses(): Generator<DavResponse> {
    const root = reader.next()
    if (root?.kind !== 'open') throw new CodedError('source-cut-short', `${answer.where}: the answer is empty`)
    if (root.name !== 'd:multistatus') {
      throw new CodedError('source-not-a-calendar', `${answer.where}: answered <${root.name}>, not a multistatus`)
    }
    if (root.empty) return
    for (let next = reader.next(); next; next = reader.next()) {
      if (next.kind !== 'open') continue
      const element = reader.element(next)
      if (element.name === 'd:response') yield responseOf(element)
      else if (element.name === 'd:sync-token') token = element.text.trim() || null
    }
  }
  return { responses, syncToken: () => token }
}

function responseOf(element: XmlElement): DavResponse {
  const props = new Map<string, XmlElement>()
  const refused = new Map<string, number>()
  for (const propstat of element.children) {
    if (propstat.name !== 'd:propstat') continue
    const status = statusOf(child(propstat, 'd:status')) ?? 200
    for (const prop of child(propstat, 'd:prop')?.children ?? []) {
      if (status >= 200 && status < 300) props.set(prop.name, prop)
      else refused.set(prop.name, status)
    }
  }
  return {
    href: child(element, 'd:href')?.text.trim() ?? '',
    status: statusOf(child(element, 'd:status')),
    props,
    refused,
    conditions: descendants(element, 'd:error').flatMap((error) => error.children.map((one) => one.name)),
  }
}

function statusOf(element: XmlElement | undefined): number | null {
  const digits = /^\s*HTTP\/[\d.]+\s+(\d{3})/.exec(element?.text ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}

/** What an answer to a write means, with the preconditions that failed. */
export interface Outcome {
  status: number
  conditions: string[]
  /** Of `c:no-uid-conflict`: the item that has the UID. */
  conflictingHref: string | null
}

/** Xandikos hides the refusal of a PUT or MKCALENDAR in a 207 (seen with 0.2.8, November 2026). */
export function outcomeOf(answer: HttpAnswer): Outcome {
  const outcome: Outcome = { status: answer.status, conditions: [], conflictingHref: null }
  if (answer.status !== 207 && (answer.status < 400 || !/xml/i.test(answer.header('content-type') ?? '')))
    return outcome
  let root: XmlElement
  try {
    const reader = new XmlReader(answer.text, answer.where)
    const open = reader.next()
    if (open?.kind !== 'open') return outcome
    root = reader.element(open)
  } catch (error) {
    // What the server adds to its refusal is only for the message: the status counts without it.
    if (answer.status >= 400 && error instanceof CodedError) return outcome
    throw error
  }
  const errors = root.name === 'd:error' ? [root] : descendants(root, 'd:error')
  outcome.conditions = errors.flatMap((error) => error.children.map((one) => one.name))
  const conflict = errors.flatMap((error) => descendants(error, 'c:no-uid-conflict'))[0]
  outcome.conflictingHref = (conflict && child(conflict, 'd:href')?.text.trim()) || null
  if (answer.status === 207) {
    const statuses = descendants(root, 'd:status').map((element) => statusOf(element) ?? 200)
    outcome.status = statuses.find((status) => status >= 300) ?? 200
  }
  return outcome
}
