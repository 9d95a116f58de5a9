import { createTRPCClient, createWSClient, wsLink, type TRPCClient } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from '../contract/router.ts'
import { reconnectDelay } from './backoff.ts'
import { connectionParams, type Credentials } from './credentials.ts'
import { socketUrl } from './hub-url.ts'

export type HubCalls = TRPCClient<AppRouter>

export interface HubLinkOptions {
  hubUrl: string
  /** Asked for with every new socket, so that a credential may change while the link lives. */
  credentials: () => Credentials
  /** The socket class; the browser's own where it is absent. */
  socketClass?: unknown
  random?: () => number
  onOpen?: () => void
  onClose?: (code: number | null) => void
  onFailure?: (why: string) => void
}

/**
 * A connection to the hub that comes back by itself; works in browsers and in Node.
 *
 * Calls made while it is away wait for it. Calls under way when it breaks fail with `hub-unreachable`: whether they
 * took effect is unknown. Subscriptions resume behind the last id they delivered.
 */
export interface HubLink {
  calls: HubCalls
  close(): Promise<void>
}

export function openHubLink(options: HubLinkOptions): HubLink {
  const random = options.random ?? Math.random
  const socket = createWSClient({
    url: socketUrl(options.hubUrl),
    ...(options.socketClass === undefined ? {} : { WebSocket: options.socketClass as typeof WebSocket }),
    connectionParams: () => connectionParams(options.credentials()),
    retryDelayMs: (attempt) => reconnectDelay(attempt, random),
    // A pong that comes late must not cut off a slow uplink in the middle of a batch.
    keepAlive: { enabled: true, intervalMs: 30_000, pongTimeoutMs: 20_000 },
    onOpen: () => options.onOpen?.(),
    onClose: (cause) => options.onClose?.(cause?.code ?? null),
    onError: (event) => options.onFailure?.(whyOf(event)),
  })
  return {
    calls: createTRPCClient<AppRouter>({ links: [wsLink({ client: socket, transformer: superjson })] }),
    close: () => socket.close(),
  }
}

function whyOf(event: unknown): string {
  const message = (event as { message?: unknown } | undefined)?.message
  return typeof message === 'string' && message !== '' ? message : 'the connection failed'
}
