import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourcesApi } from '@chroniton/shared/contract/hub'

/** The sources of a hub that runs without an agent of its own. */
export function withoutAgent(): SourcesApi {
  const refuse = async () => {
    throw new CodedError('not-supported', 'this hub runs without an agent of its own (BUILT_IN_CALENDARS is off)')
  }
  return {
    kinds: async () => [],
    list: async () => [],
    check: refuse,
    add: refuse,
    change: refuse,
    remove: refuse,
    rotateKey: refuse,
  }
}
