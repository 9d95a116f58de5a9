import { once } from 'node:events'
import WebSocket from 'ws'
import { startProgram } from '../program.ts'
import { projectPath } from '../scratch.ts'

/** Milliseconds from sending a message over one socket until it comes back over another, with so many connected. */
export async function bareRoundTrips(connected: number, count: number, bytes: number): Promise<number[]> {
  const server = startProgram(process.execPath, ['--import', 'tsx', projectPath('bench/bare-sockets/server.ts')])
  const [port] = await server.line(/^\d+$/)
  const sockets: WebSocket[] = []
  for (let n = 0; n < connected; n++) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
    await once(socket, 'open')
    sockets.push(socket)
  }
  const [sender, receiver] = sockets as [WebSocket, WebSocket]
  const message = 'x'.repeat(bytes)
  const trips: number[] = []
  for (let n = 0; n < count; n++) {
    const started = performance.now()
    sender.send(message)
    await once(receiver, 'message')
    trips.push(performance.now() - started)
  }
  for (const socket of sockets) socket.terminate()
  await server.stop()
  return trips
}
