import { z } from 'zod'
import { type Variable, wholeNumber } from './variable.ts'

/** `*`, a comma list, or a JSON list of origins. */
const origins = z.string().transform((text, context): string[] => {
  const listed = text.startsWith('[') ? jsonList(text) : text.split(',')
  const names = listed?.map((name) => name.trim().replace(/\/+$/, '')).filter((name) => name !== '')
  const bad = names?.find((name) => name !== '*' && !(URL.canParse(name) && new URL(name).origin === name))
  if (names === undefined || bad !== undefined) {
    context.addIssue({ code: 'custom', message: 'not a list of origins' })
    return z.NEVER
  }
  return names
})

function jsonList(text: string): string[] | undefined {
  try {
    return z.array(z.string()).parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

export const NETWORK = {
  API_HOST: {
    schema: z.string().min(1).max(255),
    standard: '127.0.0.1',
    allowed: 'an address or host name of this machine; 0.0.0.0 or :: for every network it is in',
    description: 'Where the hub listens. Other machines reach it only when this is not a loopback address.',
  },
  API_PORT: {
    schema: wholeNumber(0, 65_535),
    standard: '8008',
    allowed: 'a port from 1 to 65535; 0 takes any free one',
    description: 'The port for the admin page, for agents and for scripts.',
  },
  CORS_ORIGINS: {
    schema: origins,
    standard: '',
    allowed: 'origins such as https://admin.example.com, separated by commas or as a JSON list; * for any',
    description:
      'Other origins whose pages may open a connection, for example when a proxy serves the admin under another host name.',
  },
} satisfies Record<string, Variable<unknown>>
