import { codedErrorOf } from '@chroniton/shared/client/failure'
import { openHubLink, type HubCalls } from '@chroniton/shared/client/link'
import { parseLiveMessage } from '@chroniton/shared/client/live'
import { LiveStore } from './live-store.ts'

export interface HubConnection {
  calls: HubCalls
  live: LiveStore
  close: () => void
}

/**
 * One socket carries everything: the live feed, by which the page moves, and the calls. `key` is null where the
 * session is in a cookie.
 */
export function connectHub(hubUrl: string, key: string | null): HubConnection {
  const live = new LiveStore()
  const link = openHubLink({
    hubUrl,
    credentials: () => (key === null ? null : { key }),
    onOpen: () => live.opened(),
    onClose: () => live.closed(),
  })
  const feed = link.calls.admin.live.subscribe(
    {},
    {
      onData: ({ data }) => live.take(parseLiveMessage(data), Date.now()),
      onError: (error) => {
        const { code } = codedErrorOf(error)
        if (code === 'unauthenticated' || code === 'forbidden') live.refused()
      },
    },
  )
  return {
    calls: link.calls,
    live,
    close() {
      feed.unsubscribe()
      void link.close()
    },
  }
}
