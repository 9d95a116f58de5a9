import type WebSocket from 'ws'
import { socketClass } from '@chroniton/shared/client/socket'

/** When a socket last sent a message, and when it last got one. */
export interface SocketTimes {
  sentAt: number
  gotAt: number
}

/** `PING` and `PONG`. */
const LONGEST_SIGN_OF_LIFE = 4

/** The socket class of agents, with a note of the times of its messages. */
export function timedSocketClass(times: SocketTimes): typeof WebSocket {
  return class TimedSocket extends socketClass() {
    constructor(url: string | URL) {
      super(url)
      this.on('message', (data: Buffer) => {
        if (data.length > LONGEST_SIGN_OF_LIFE) times.gotAt = performance.now()
      })
    }

    override send(data: string): void {
      if (data.length > LONGEST_SIGN_OF_LIFE) times.sentAt = performance.now()
      super.send(data)
    }
  } as typeof WebSocket
}
