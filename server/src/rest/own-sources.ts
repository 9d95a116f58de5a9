import { CodedError } from '@chroniton/shared/contract/errors'
import type { Hub, SourcesApi } from '@chroniton/shared/contract/hub'

/** Errors: `not-supported` in a hub without an agent of its own. */
export function ownSources({ sources }: Hub): SourcesApi {
  if (sources !== undefined) return sources
  throw new CodedError('not-supported', 'this hub runs without an agent of its own')
}
