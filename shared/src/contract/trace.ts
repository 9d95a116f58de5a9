/**
 * The trace that an id belongs to; null for an id that no entry of the log gave out. Every id an entry gives out, of
 * commands above all, begins with the entry's random seed, so that one word finds what a decision or a report led to:
 * in the hub's log, in the agents' logs, and in the receipts.
 */
export function traceOf(id: string): string | null {
  return /^([0-9a-f]{32})-\d+$/.exec(id)?.[1] ?? null
}
