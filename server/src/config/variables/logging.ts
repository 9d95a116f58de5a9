import { z } from 'zod'
import { lowerCase, type Variable, yesOrNo } from './variable.ts'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export const LOGGING = {
  LOG_LEVEL: {
    schema: lowerCase.pipe(z.enum(LOG_LEVELS)),
    standard: 'info',
    allowed: LOG_LEVELS.join(', '),
    description: 'How much the hub writes to its log (standard error).',
  },
  DEBUG: {
    schema: yesOrNo,
    standard: 'false',
    allowed: 'true or false',
    description: 'The same as LOG_LEVEL=debug where LOG_LEVEL says no more than info.',
  },
} satisfies Record<string, Variable<unknown>>
