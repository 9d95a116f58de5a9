import { CodedError } from '@chroniton/shared/contract/errors'
import { serverWords } from '../../http/failure.ts'
import type { HttpAnswer } from '../../http/client.ts'
import type { Outcome } from './multistatus.ts'

/** Statuses of a write that pass by themselves or concern the whole source: the answer's own error says it. */
const NOT_ABOUT_THE_ITEM = new Set([401, 407, 408, 423, 425, 429])

/** The error for a write that was refused for what it is; preconditions, absence and UIDs are dealt with before. */
export function writeRefusal(answer: HttpAnswer, { status, conditions }: Outcome): CodedError {
  if (NOT_ABOUT_THE_ITEM.has(status) || status >= 500) return answer.failure()
  if (status === 413 || conditions.includes('c:max-resource-size')) {
    return new CodedError('item-too-large', `${answer.where} answered ${status}: larger than the server takes`)
  }
  const isAboutRights = conditions.length === 0 || conditions.includes('d:need-privileges')
  if ((status === 403 && isAboutRights) || status === 405) {
    return new CodedError('calendar-read-only', `${answer.where} answered ${status}: ${serverWords(answer.text)}`)
  }
  const names = conditions.map((name) => name.slice(name.indexOf(':') + 1)).join(', ')
  const words = serverWords(answer.text)
  return new CodedError('item-refused', [`${answer.where} answered ${status}`, names, words].filter(Boolean).join(': '))
}
