import { rootCertificates, type SecureContextOptions } from 'node:tls'
import WebSocket, { type ClientOptions } from 'ws'

/** How long the other side may take to answer the opening handshake. */
const HANDSHAKE_MS = 15_000
/** `ws` waits 30 s for the other side's close frame; a half-open connection never sends one. */
const CLOSE_MS = 1_000

export interface SocketOptions {
  /**
   * Certificates (PEM) to trust besides the well-known authorities, for a hub behind a company's own. With a private
   * key among them the first one is the client's own, which it shows to a hub that asks for it.
   */
  ca?: string
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
    ...(options.ca === undefined ? {} : certificates(options.ca)),
  }
  return class HubSocket extends WebSocket {
    constructor(url: string | URL) {
      super(url, settled)
    }
  } as typeof WebSocket
}

function certificates(pem: string): SecureContextOptions {
  const ca = [...rootCertificates, pem]
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem) ? { ca, cert: pem, key: pem } : { ca }
}
