import { once } from 'node:events'
import WebSocket from 'ws'
import { startProgram } from '../program.ts'
import { projectPath } from '../scratch.ts'

export interface BareSockets {
  /** Milliseconds from sending a message of so many bytes over one socket until it comes back over another. */
  trip(bytes: number): Promise<number>
  close(): Promise<void>
}

/** A bare server with so many connected. */
export async function openBareSockets(connected: number): Promise<BareSockets> {
  const server = startProgram(process.execPath, ['--import', 'tsx', projectPath('bench/bare-sockets/server.ts')])
  const [port] = await server.line(/^\d+$/)
  const sockets: WebSocket[] = []
  for (let n = 0; n < connected; n++) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
    await once(socket, 'open')
    sockets.push(socket)
  }
  const [sender, receiver] = sockets as [WebSocket, WebSocket]
  return {
    async trip(bytes) {
      const message = 'x'.repeat(bytes)
      const started = performance.now()
      sender.send(message)
      await once(receiver, 'message')
      return performance.now() - started
    },
    async close() {
      for (const socket of sockets) socket.terminate()
      await server.stop()
    },
  }
}
