import type { Audit } from '../audit/audit.ts'
import type { SourceSettings } from '../config/sources.ts'
import type { Clock } from '../hub/clock.ts'
import type { Logger } from '../observe/logger.ts'
import { keySource } from '../secrets/key-source.ts'
import { Vault } from '../secrets/vault.ts'
import type { Database } from '../store/database.ts'
import { OwnSources } from './own-sources.ts'
import type { SourceDoor } from './source-door.ts'

export interface SourceParts {
  database: Database
  storagePath: string
  settings: SourceSettings
  door: SourceDoor
  audit: Audit
  clock: Clock
  logger: Logger
}

/** The sources of the hub's own agent, with the vault that keeps their secrets. */
export function openSources({ database, storagePath, settings, logger, ...parts }: SourceParts): OwnSources {
  const source = keySource({ storagePath, ...settings.key })
  const vault = new Vault({ database, source, previous: settings.previousKey })
  if (vault.trouble !== null) logger.error({ detail: vault.trouble }, 'stored secrets cannot be opened')
  return new OwnSources({ database, vault, ...parts })
}
