import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/** Passes every message on to the second of its clients, and does nothing else. Prints its port once it listens. */
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
await once(sockets, 'listening')
sockets.on('connection', (socket) => {
  socket.on('message', (message) => [...sockets.clients][1]?.send(message, { binary: false }))
})
console.log((sockets.address() as AddressInfo).port)
