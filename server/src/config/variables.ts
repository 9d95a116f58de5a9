import { z } from 'zod'

/** One environment variable: how it is read, what it does, and what stands when it is absent. */
export interface Variable<Value> {
  schema: z.ZodType<Value, string>
  /** As one would write it in the environment. */
  standard: string
  /** What may be written, in words. */
  allowed: string
  description: string
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const YES = ['1', 'true', 'yes', 'on']
const NO = ['', '0', 'false', 'no', 'off']

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(from).max(to))

const lowerCase = z.string().transform((text) => text.toLowerCase())

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

/** Every variable the hub reads. `.env.example` and the page of settings are made from this table. */
export const VARIABLES = {
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
  STORAGE_PATH: {
    schema: z.string().min(1),
    standard: './storage',
    allowed: 'a folder that the hub may write; it is made when it is missing',
    description:
      'Everything the hub keeps: its database, the admin key and the built-in calendars. Back this folder up.',
  },
  LOG_LEVEL: {
    schema: lowerCase.pipe(z.enum(LOG_LEVELS)),
    standard: 'info',
    allowed: LOG_LEVELS.join(', '),
    description: 'How much the hub writes to its log (standard error).',
  },
  CORS_ORIGINS: {
    schema: origins,
    standard: '',
    allowed: 'origins such as https://admin.example.com, separated by commas or as a JSON list; * for any',
    description:
      'Other origins whose pages may open a connection, for example when a proxy serves the admin under another host name.',
  },
  SYNC_INTERVAL_MINUTES: {
    schema: z
      .string()
      .regex(/^\d{1,4}(\.\d+)?$/)
      .transform(Number)
      .pipe(z.number().positive().max(1440)),
    standard: '5',
    allowed: 'minutes, more than 0 and at most 1440',
    description: 'How often the hub’s own agent looks at its calendars besides watching them.',
  },
  UPDATE_QUEUE_RETENTION_DAYS: {
    schema: wholeNumber(1, 36_500),
    standard: '90',
    allowed: 'a number of days from 1 to 36500',
    description:
      'How long the log keeps what agents reported and people decided. The history of events is kept apart from it.',
  },
  BUILT_IN_CALENDARS: {
    schema: lowerCase.pipe(z.enum([...YES, ...NO])).transform((text) => YES.includes(text)),
    standard: 'true',
    allowed: 'true or false',
    description: 'Whether the hub runs an agent of its own over the calendars in STORAGE_PATH/calendars.',
  },
} satisfies Record<string, Variable<unknown>>

export type VariableName = keyof typeof VARIABLES
