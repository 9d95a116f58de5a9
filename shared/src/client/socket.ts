import WebSocket, { type ClientOptions } from 'ws'

/** How long the other side may take to answer the opening handshake. */
const HANDSHAKE_MS = 15_000
/** `ws` waits 30 s for the other side's close frame; a half-open connection never sends one. */
const CLOSE_MS = 1_000

export interface SocketOptions {
  /** Certificates (PEM) to trust besides the system's, for a hub behind a company's own authority. */
  ca?: string | Buffer
  /** The client's own certificate (PEM) and its key, for a hub that asks for one. */
  cert?: string
  key?: string
  handshakeTimeout?: number
  closeTimeout?: number
}

/** The socket class that a hub link uses in Node. */
export function socketClass(options: SocketOptions = {}): typeof WebSocket {
  const settled: ClientOptions & { closeTimeout: number } = {
    handshakeTimeout: options.handshakeTimeout ?? HANDSHAKE_MS,
    closeTimeout: options.closeTimeout ?? CLOSE_MS,
    perMessageDeflate: false,
    followRedirects: false,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.cert === undefined ? {} : { cert: options.cert, key: options.key }),
  }
  return class HubSocket extends WebSocket {
    constructor(url: string | URL) {
      super(url, settled)
    }
  } as typeof WebSocket
}
