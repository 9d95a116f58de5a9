import type { SourceCheck } from '@chroniton/shared/contract/source'
import { accountOf, type SourceConfig } from '../config/source-config.ts'
import type { Timers } from '../ports.ts'
import type { Source } from '../providers/provider.ts'
import { coded, shortened } from '../sync/coded.ts'
import { withDeadline } from '../sync/deadline.ts'

const LIMIT_MS = 30_000

export interface CheckDeps {
  timers: Timers
  open(config: SourceConfig): Promise<Source>
}

/** Really signs in and lists the calendars; what fails is part of the answer. Rejects only when the signal aborts. */
export async function checkSource(
  config: SourceConfig,
  { timers, open }: CheckDeps,
  signal: AbortSignal,
): Promise<SourceCheck> {
  try {
    // All of them, so that a person can choose.
    const source = await open({ ...config, calendars: { include: [], exclude: [] } })
    try {
      const calendars = await withDeadline(timers, LIMIT_MS, signal, (limited) => source.calendars(limited))
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
