import { resolveSrv, resolveTxt } from 'node:dns/promises'
import type { Resolver } from './service-record.ts'

/** The machine's own name service; every failure reads as "no such record", because discovery can do without. */
export const systemResolver: Resolver = {
  srv: (name) => resolveSrv(name).catch(() => []),
  txt: (name) =>
    resolveTxt(name).then(
      (records) => records.map((parts) => parts.join('')),
      () => [],
    ),
}
