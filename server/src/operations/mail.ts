import { type Channel, type Notice, subjectOf } from './notice.ts'

export interface MailServer {
  /** `smtp://user:password@host:587` or `smtps://...`. */
  url: string
  from: string
}

/** Sends a notice as a plain mail to everybody listed. */
export function mail(server: MailServer, to: readonly string[]): Channel {
  return {
    to: `mail to ${to.join(', ')}`,
    async send(notice) {
      // Loaded by the few hubs that mail.
      const { createTransport } = await import('nodemailer')
      const transport = createTransport(withLimits(server.url))
      try {
        await transport.sendMail({ from: server.from, to: [...to], subject: subjectOf(notice), text: textOf(notice) })
      } finally {
        transport.close()
      }
    },
  }
}

/** Nobody waits for a mail server for the minutes that are usual among those. */
function withLimits(address: string): string {
  const url = new URL(address)
  for (const name of ['connectionTimeout', 'greetingTimeout', 'socketTimeout']) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, '10000')
  }
  return url.href
}

export function textOf({ what, alert, link }: Notice): string {
  const { title, detail, since } = alert
  const lines = [title, '', detail, '', what === 'all-clear' ? `It began at ${since} and is over.` : `Since ${since}.`]
  if (link !== null) lines.push('', link)
  return `${lines.join('\n')}\n`
}
