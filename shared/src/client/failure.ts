import { TRPCClientError } from '@trpc/client'
import { CodedError, isErrorCode } from '../contract/errors.ts'

/** Whatever a call to the hub threw, as the one kind of error that users are shown. */
export function codedErrorOf(error: unknown): CodedError {
  if (error instanceof CodedError) return error
  if (!(error instanceof TRPCClientError)) {
    return new CodedError('internal', error instanceof Error ? error.message : String(error), { cause: error })
  }
  const wire: unknown = (error.data as { chroniton?: unknown } | null | undefined)?.chroniton
  if (typeof wire === 'object' && wire !== null && 'code' in wire && 'detail' in wire) {
    // A newer hub may know codes that this program does not.
    return new CodedError(isErrorCode(wire.code) ? wire.code : 'internal', String(wire.detail), { cause: error })
  }
  if (error.shape) return new CodedError('internal', error.message, { cause: error })
  return new CodedError('hub-unreachable', error.message, { cause: error })
}
