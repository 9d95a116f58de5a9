import { z } from 'zod'
import { lowerCase, type Variable } from './variable.ts'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export const LOGGING = {
  LOG_LEVEL: {
    schema: lowerCase.pipe(z.enum(LOG_LEVELS)),
    standard: 'info',
    allowed: LOG_LEVELS.join(', '),
    description: 'How much the hub writes to its log (standard error).',
  },
} satisfies Record<string, Variable<unknown>>
