import { applyLiveMessage, parseLiveMessage } from '@chroniton/shared/client/live'
import type { AppRouter } from '@chroniton/shared/contract/router'
import type { WireError } from '@chroniton/shared/contract/router/procedures'
import type { Overview } from '@chroniton/shared/contract/views'
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import superjson from 'superjson'

/** `refused`: the key is wrong, and trying again with it is of no use. */
export type ConnectionState = 'connecting' | 'live' | 'cut' | 'refused'

export interface Live {
  state: ConnectionState
  /** What was last known; kept while the connection is cut. */
  overview: Overview | null
}

export interface HubConnection {
  subscribe: (onChange: () => void) => () => void
  current: () => Live
  close: () => void
}

/** One socket, one subscription: everything the page shows arrives over it, and nothing polls. */
export function connectHub(url: string, key: string): HubConnection {
  let live: Live = { state: 'connecting', overview: null }
  const listeners = new Set<() => void>()
  const become = (next: Partial<Live>) => {
    live = { ...live, ...next }
    for (const listener of listeners) listener()
  }

  const socket = createWSClient({
    url,
    connectionParams: { key },
    keepAlive: { enabled: true, intervalMs: 30_000, pongTimeoutMs: 20_000 },
    retryDelayMs: (attempt) => Math.min(1000 * 2 ** attempt, 15_000) * (0.5 + Math.random() / 2),
    onClose: () => {
      if (live.state !== 'refused') become({ state: live.overview === null ? 'connecting' : 'cut' })
    },
  })
  const client = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket, transformer: superjson })] })

  const feed = client.admin.live.subscribe(
    {},
    {
      onData: ({ data }) =>
        become({ state: 'live', overview: applyLiveMessage(live.overview, parseLiveMessage(data)) }),
      onError: (error) => {
        const wire = (error.data as { chroniton?: WireError } | undefined)?.chroniton
        if (wire?.code === 'unauthenticated' || wire?.code === 'forbidden') become({ state: 'refused' })
      },
    },
  )

  return {
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    current: () => live,
    close() {
      feed.unsubscribe()
      void socket.close()
    },
  }
}
