import type { Connection } from '@chroniton/shared/contract/hub'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WebSocket } from 'ws'

/** What may lie unsent in a socket before those who write to it wait. */
const HIGH_WATER_BYTES = 256 * 1024

export interface StallLimits {
  /** How long the other side may take nothing at all while bytes wait for it. */
  stallMs: number
  checkMs: number
}

export const STALL_LIMITS: StallLimits = { stallMs: 30_000, checkMs: 5_000 }

/** Closing codes of our own (4000-4999 are free for applications); the reason is in words beside them. */
export const CLOSE_BY_HUB = 4000
export const CLOSE_UNAUTHENTICATED = 4401

/** A backlog that is read from memory would otherwise run in one turn, in which no socket is written or closed. */
const CALLS_PER_TURN = 32

let lastId = 0

/** A socket as the hub sees it. */
export class SocketConnection implements Connection {
  readonly id = `socket-${++lastId}`
  readonly address: string
  readonly #webSocket: WebSocket
  readonly #socket: Socket
  readonly #limits: StallLimits
  #calls = 0

  constructor(webSocket: WebSocket, socket: Socket, address: string, limits: StallLimits = STALL_LIMITS) {
    this.address = address
    this.#webSocket = webSocket
    this.#socket = socket
    this.#limits = limits
  }

  /** A consumer that takes nothing for the stall limit is cut off: its resumption costs less than its buffer. */
  async drained(signal: AbortSignal): Promise<void> {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) throw closed()
    if (++this.#calls % CALLS_PER_TURN === 0) await nextTurn(undefined, { signal })
    if (this.#webSocket.bufferedAmount <= HIGH_WATER_BYTES) return
    let lowest = this.#webSocket.bufferedAmount
    let idleMs = 0
    await new Promise<void>((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearInterval(watch)
        this.#socket.off('drain', onDrain)
        this.#socket.off('close', onClose)
        signal.removeEventListener('abort', onAbort)
        finish()
      }
      const onDrain = () => settle(resolve)
      const onClose = () => settle(() => reject(closed()))
      const onAbort = () => settle(() => reject(signal.reason as Error))
      const watch = setInterval(() => {
        const waiting = this.#webSocket.bufferedAmount
        idleMs = waiting < lowest ? 0 : idleMs + this.#limits.checkMs
        lowest = Math.min(lowest, waiting)
        if (idleMs < this.#limits.stallMs) return
        this.#webSocket.terminate()
        settle(() => reject(new CodedError('hub-unreachable', 'the other side stalled')))
      }, this.#limits.checkMs)
      this.#socket.once('drain', onDrain)
      this.#socket.once('close', onClose)
      signal.addEventListener('abort', onAbort, { once: true })
      if (signal.aborted) onAbort()
      else if (this.#socket.destroyed) onClose()
    })
  }

  close(why: string): void {
    this.closeWith(CLOSE_BY_HUB, why)
  }

  closeWith(code: number, why: string): void {
    // The reason travels in a control frame, which holds 123 bytes.
    this.#webSocket.close(
      code,
      Buffer.from(why, 'utf8')
        .subarray(0, 120)
        .toString('utf8')
        .replace(/\uFFFD$/u, ''),
    )
  }
}

function closed(): CodedError {
  return new CodedError('hub-unreachable', 'the connection closed')
}
