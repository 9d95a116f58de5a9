import { CodedError } from '@chroniton/shared/contract/errors'
import { mustBeShallow } from '@chroniton/shared/contract/json-depth'
import { type Encoder, jsonEncoder } from '@trpc/server/adapters/ws'

/**
 * JSON in text frames. One that is nested too deep is not parsed, so nobody knows which call it was: what it says is
 * answered to none, and `refuse` ends the socket, so that the caller does not wait for ever.
 */
export function shallowFrames(refuse: (why: string) => void): Encoder {
  return {
    encode: (data) => jsonEncoder.encode(data),
    decode(data) {
      if (typeof data === 'string') mustBeTaken(data, refuse)
      return jsonEncoder.decode(data)
    },
  }
}

function mustBeTaken(frame: string, refuse: (why: string) => void): void {
  try {
    mustBeShallow(frame, 'message')
  } catch (error) {
    // After the answer, which is written in this turn.
    if (error instanceof CodedError) queueMicrotask(() => refuse(`${error.code}: ${error.detail}`))
    throw error
  }
}
