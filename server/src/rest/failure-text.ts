import { CodedError } from '@chroniton/shared/contract/errors'

/** What an answer that has more to tell says of one thing that failed. Anything unforeseen is thrown on. */
export function failureText(error: unknown): string {
  if (error instanceof CodedError) return error.detail
  throw error
}
