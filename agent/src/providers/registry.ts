import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourceConfig } from '../config/source-config.ts'
import type { Source } from './provider.ts'
import { restrict } from './restricted-source.ts'
import type { SourceDeps } from './source-deps.ts'

/** Opens the source a configuration describes. A provider's libraries are loaded only when one of its kind is used. */
export async function openSource(config: SourceConfig, deps: SourceDeps): Promise<Source> {
  return restrict(await openUnrestricted(config, deps), config)
}

async function openUnrestricted(config: SourceConfig, deps: SourceDeps): Promise<Source> {
  switch (config.type) {
    case 'caldav':
      return (await import('./caldav/source.ts')).openCaldav(config, deps)
    case 'ics':
      return (await import('./ics/source.ts')).openIcs(config, deps)
    case 'vdir':
      return (await import('./vdir/source.ts')).openVdir(config, deps)
    case 'unavailable':
      throw new CodedError(config.code, config.reason)
    default:
      return config satisfies never
  }
}
