import type { SourceCheck } from '@chroniton/shared/contract/source'
import { accountOf, type SourceConfig } from '../config/source-config.ts'
import { openSource } from '../providers/registry.ts'
import type { SourceDeps } from '../providers/source-deps.ts'
import { coded, shortened } from '../sync/coded.ts'
import { withDeadline } from '../sync/deadline.ts'

const LIMIT_MS = 30_000

/** Really signs in and lists the calendars; what fails is part of the answer. Rejects only when the signal aborts. */
export async function checkSource(config: SourceConfig, deps: SourceDeps, signal: AbortSignal): Promise<SourceCheck> {
  try {
    const source = await openSource({ ...config, calendars: { include: [], exclude: [] } }, deps)
    try {
      const calendars = await withDeadline(deps.timers, LIMIT_MS, signal, (limited) => source.calendars(limited))
      return {
        ok: true,
        account: accountOf(config),
        calendars: calendars.map(({ nativeId, metadata, abilities }) => ({
          nativeId,
          name: metadata.name,
          color: metadata.color,
          writable: abilities.writeEvents,
        })),
      }
    } finally {
      await source.close()
    }
  } catch (error) {
    signal.throwIfAborted()
    const { code, detail } = coded(error)
    return { ok: false, code, detail: shortened(detail) }
  }
}
