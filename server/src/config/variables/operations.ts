import { z } from 'zod'
import { optionalText, type Variable } from './variable.ts'

export const OPERATIONS = {
  SMTP_URL: {
    schema: optionalText.pipe(z.url({ protocol: /^smtps?$/ }).nullable()),
    standard: '',
    allowed: 'an address such as smtps://user:password@mail.example.com or smtp://mail.example.com:587',
    description: 'The mail server over which the hub mails alerts to those whom the operations settings name.',
    secret: true,
  },
  MAIL_FROM: {
    schema: optionalText.pipe(z.email().nullable()),
    standard: '',
    allowed: 'a mail address',
    description: 'The sender of these mails.',
  },
  WEBHOOK_SECRET: {
    schema: optionalText,
    standard: '',
    allowed: 'any text; empty for none',
    description: 'Signs what the hub posts to the webhook for alerts (X-Chroniton-Signature).',
    secret: true,
  },
  METRICS_TOKEN: {
    schema: optionalText,
    standard: '',
    allowed: 'any text of at least 16 characters; empty for none',
    description:
      'With it as a bearer token /metrics may be read from elsewhere. Without any, only this machine and people who may read can.',
    secret: true,
  },
} satisfies Record<string, Variable<unknown>>
