const STORED = 'chroniton.key'

/**
 * The admin key from the link the hub printed (`#key=...`), kept for as long as this tab lives. It is taken out of the
 * address at once, so that it is neither bookmarked nor shown on a shared screen.
 */
export function takeKey(location: Location, history: History, storage: Storage): string | null {
  const fromLink = new URLSearchParams(location.hash.slice(1)).get('key')
  if (fromLink !== null) {
    storage.setItem(STORED, fromLink)
    history.replaceState(null, '', location.pathname + location.search)
  }
  return storage.getItem(STORED)
}

export function forgetKey(storage: Storage): void {
  storage.removeItem(STORED)
}
