// Ends with 0 when the hub in this container can do its work.
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'

const isSecure = ['1', 'true', 'yes', 'on'].includes((process.env.ENABLE_TLS ?? '').trim().toLowerCase())
const port = process.env.API_PORT?.trim() || '8008'
// The certificate is made out to the name others know the hub by, not to the loopback.
const options = { host: '127.0.0.1', port, path: '/ready', timeout: 4000, rejectUnauthorized: false }
const asked = (isSecure ? secure : plain)(options, (answer) => {
  process.exit(answer.statusCode === 200 ? 0 : 1)
})
asked.on('timeout', () => process.exit(1))
asked.on('error', () => process.exit(1))
asked.end()
