import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino'
import { CodedError } from '@chroniton/shared/contract/errors'

export type { Logger }

/** Names under which a secret might be logged by mistake. */
const SECRET_NAMES = [
  'key',
  'secret',
  'token',
  'password',
  'authorization',
  'cookie',
  'agentSecret',
  'connectionParams',
]

export interface LogOptions {
  level: string
  /** Readable lines in colour instead of JSON. */
  pretty: boolean
}

/** The hub's log: to standard error, so that what commands print stays apart from it. */
export function makeLogger({ level, pretty }: LogOptions, destination?: DestinationStream): Logger {
  const settings: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '(secret)' },
    serializers: { error: errorFields },
  }
  if (!pretty) return pino(settings, destination ?? pino.destination({ dest: 2, sync: false }))
  const options = { destination: 2, translateTime: 'SYS:HH:MM:ss' }
  return pino({ ...settings, transport: { target: 'pino-pretty', options } })
}

/** An error as the log shows it: coded ones by code and detail, others with their trace. */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  if (error instanceof CodedError) {
    const cause = error.cause === undefined ? {} : { cause: errorFields(error.cause) }
    return { code: error.code, detail: error.detail, ...cause }
  }
  return { message: error.message, stack: error.stack }
}
