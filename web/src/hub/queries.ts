import type { HubCalls } from '@chroniton/shared/client/link'
import type { LiveMessage } from '@chroniton/shared/contract/views'
import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useCalls } from './hub-context.tsx'
import type { LiveStore } from './live-store.ts'

/**
 * What an answer is made of: the first word of its key. A live message that touches it has the answer fetched again,
 * so nothing polls.
 */
export type Topic = 'events' | 'event' | 'history' | 'conflicts' | 'queue' | 'sources' | 'operations' | 'access'

/** Between two rounds of fetching what has become stale; the live feed itself is not held up. */
const REST_MS = 300

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The socket waits for the hub by itself.
        networkMode: 'always',
        retry: false,
        placeholderData: keepPreviousData,
      },
      mutations: { networkMode: 'always' },
    },
  })
}

export function topicsOf(message: LiveMessage): Topic[] {
  if (message.kind === 'snapshot') return ['events', 'event', 'history', 'conflicts', 'queue', 'sources', 'operations']
  const topics: Topic[] = []
  if (message.changes.length > 0) topics.push('events', 'event', 'history')
  else if (message.calendars.length > 0 || message.removedCalendars.length > 0) topics.push('events', 'event')
  if (message.conflicts.length > 0) topics.push('conflicts', 'events', 'event')
  if (message.queue !== null) topics.push('queue', 'event')
  if (message.settings !== null) topics.push('operations')
  return [...new Set(topics)]
}

/** Keeps answers in step with the live feed. A round ends before the next begins, so that a busy hub starves none. */
export function followLive(live: LiveStore, client: QueryClient): () => void {
  const stale = new Set<Topic>()
  let running = false
  const ended = new AbortController()
  const run = async () => {
    running = true
    while (stale.size > 0 && !ended.signal.aborted) {
      const topics = [...stale]
      stale.clear()
      await Promise.allSettled(topics.map((topic) => client.invalidateQueries({ queryKey: [topic] })))
      await new Promise((resolve) => setTimeout(resolve, REST_MS))
    }
    running = false
  }
  const stop = live.onMessage((message) => {
    for (const topic of topicsOf(message)) stale.add(topic)
    if (!running && stale.size > 0) void run()
  })
  return () => {
    ended.abort()
    stop()
  }
}

/** An answer of the hub, fetched again whenever the live feed says that its topic has changed. */
export function useAnswer<Answer>(
  key: readonly [Topic, ...unknown[]],
  ask: (calls: HubCalls, signal: AbortSignal) => Promise<Answer>,
  enabled = true,
): UseQueryResult<Answer> {
  const calls = useCalls()
  return useQuery({ queryKey: key, queryFn: ({ signal }) => ask(calls, signal), enabled })
}

/** A long list, page by page. `items` is everything fetched so far. */
export function usePages<Item>(
  key: readonly [Topic, ...unknown[]],
  ask: (calls: HubCalls, cursor: string | null) => Promise<{ items: Item[]; nextCursor: string | null }>,
) {
  const calls = useCalls()
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => ask(calls, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  return { ...query, items: query.data?.pages.flatMap((page) => page.items) ?? [] }
}
