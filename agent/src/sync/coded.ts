import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'

/** Providers throw CodedError and nothing else; whatever breaks that promise is a fault of ours. */
export function coded(error: unknown): CodedError {
  if (error instanceof CodedError) return error
  return new CodedError('internal', error instanceof Error ? error.message : String(error), { cause: error })
}

const SOURCE_WIDE: readonly ErrorCode[] = [
  'source-unreachable',
  'source-rate-limited',
  'source-certificate',
  'source-address-refused',
  'source-needs-sign-in',
]

/** It says something about the whole account: whatever else is asked of it now would fail the same way. */
export function isSourceWide(code: ErrorCode): boolean {
  return SOURCE_WIDE.includes(code)
}

const DETAIL_LIMIT = 2000

export function shortened(detail: string): string {
  return detail.length <= DETAIL_LIMIT ? detail : `${detail.slice(0, DETAIL_LIMIT - 1)}…`
}
