import { mail, type MailServer } from './mail.ts'
import type { ChannelsOf } from './notice.ts'
import { type Post, webhook } from './webhook.ts'

export interface ChannelOptions {
  mailServer: MailServer | null
  webhookSecret: string | null
  post: Post
  /** Seconds since 1970. */
  now: () => number
}

/** The ways to tell people that this hub has. */
export function channels({ mailServer, webhookSecret, post, now }: ChannelOptions): ChannelsOf {
  return ({ webhookUrl, email }) => [
    ...(webhookUrl === null ? [] : [webhook({ url: webhookUrl, secret: webhookSecret, post, now })]),
    ...(email === null || mailServer === null ? [] : [mail(mailServer, email.to)]),
  ]
}
