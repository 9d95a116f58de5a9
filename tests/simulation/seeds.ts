/** Worlds that once showed a fault, by what was wrong in them. They are lived through before all others. */
export const REGRESSIONS: Record<string, number> = {
  'an edit made between a write and its late read-back was taken for what the provider holds': 36,
}
