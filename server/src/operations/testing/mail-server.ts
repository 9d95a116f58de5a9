import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Takes every mail that comes and keeps it: as much of SMTP (RFC 5321) as a client needs. */
export async function openMailServer() {
  const mails: { to: string[]; text: string }[] = []
  const server = createServer((socket) => {
    let mail = { to: [] as string[], text: '' }
    let inData = false
    let rest = ''
    socket.write('220 test\r\n')
    socket.on('data', (chunk) => {
      const lines = (rest + String(chunk)).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) socket.write(take(line))
    })
    const take = (line: string): string => {
      if (inData) {
        if (line !== '.') {
          mail.text += `${line}\n`
          return ''
        }
        inData = false
        mails.push(mail)
        mail = { to: [], text: '' }
        return '250 taken\r\n'
      }
      const to = /^RCPT TO:<(.*)>/.exec(line)?.[1]
      if (to !== undefined) mail.to.push(to)
      inData = line === 'DATA'
      if (line === 'QUIT') return '221 bye\r\n'
      return inData ? '354 go on\r\n' : '250 ok\r\n'
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
