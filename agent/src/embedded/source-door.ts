import type { SourceId } from '@chroniton/shared/contract/ids'
import type { SourceCheck, SourceKind } from '@chroniton/shared/contract/source'
import type { SourceConfig } from '../config/source-config.ts'
import type { Source } from '../providers/provider.ts'
import { SOURCE_KINDS } from '../providers/kinds.ts'
import { openSource } from '../providers/registry.ts'
import type { SourceDeps } from '../providers/source-deps.ts'
import { coded } from '../sync/coded.ts'
import { checkSource } from './check-source.ts'
import { type FolderPolicy, mustLieWithin } from './folder-policy.ts'
import type { KeptSource } from './kept-source.ts'
import { configOf, sourceIdOf } from './source-config.ts'

export interface DoorDeps {
  /** With the addresses that sources may connect to. */
  source: SourceDeps
  folders: FolderPolicy
}

/** The sources that people enter in the hub, for the agent inside its process. */
export class EmbeddedDoor {
  readonly kinds: SourceKind[] = [...SOURCE_KINDS]
  readonly #deps: DoorDeps
  /** A source that has not changed keeps its configuration, by which the agent knows it. */
  readonly #configs = new WeakMap<KeptSource, SourceConfig>()

  constructor(deps: DoorDeps) {
    this.#deps = deps
  }

  /** Errors: `invalid-input`, naming the field. */
  async identify(source: KeptSource): Promise<SourceId> {
    const config = configOf(source)
    await this.#mustBePermitted(config)
    return sourceIdOf(config)
  }

  async check(source: KeptSource, signal: AbortSignal): Promise<SourceCheck> {
    const { timers } = this.#deps.source
    return checkSource(this.config(source), { timers, open: (config) => this.open(config) }, signal)
  }

  config(source: KeptSource): SourceConfig {
    const known = this.#configs.get(source)
    if (known) return known
    const config = configOrReason(source)
    this.#configs.set(source, config)
    return config
  }

  async open(config: SourceConfig): Promise<Source> {
    await this.#mustBePermitted(config)
    return openSource(config, this.#deps.source)
  }

  async #mustBePermitted(config: SourceConfig): Promise<void> {
    const path = config.type === 'vdir' ? config.path : config.type === 'ics' ? filePath(config) : null
    if (path !== null) await mustLieWithin(path, this.#deps.folders)
  }
}

function filePath({ from }: Extract<SourceConfig, { type: 'ics' }>): string | null {
  return from.kind === 'file' ? from.path : null
}

/** A source that cannot be read is shown with the reason; the others run on. */
function configOrReason(source: KeptSource): SourceConfig {
  try {
    return configOf(source)
  } catch (error) {
    const { code, detail } = coded(error)
    const { sourceId, name, enabled, kind } = source
    return {
      id: sourceId,
      name,
      enabled,
      calendars: { include: [], exclude: [] },
      allowEventUpdates: false,
      allowMetadataUpdates: false,
      syncIntervalMinutes: null,
      type: 'unavailable',
      wanted: SOURCE_KINDS.find(({ id }) => id === kind)?.provider ?? kind,
      code: code === 'secret-unreadable' ? code : 'invalid-configuration',
      reason: detail,
    }
  }
}
