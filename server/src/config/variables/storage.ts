import { z } from 'zod'
import { type Variable, wholeNumber } from './variable.ts'

export const STORAGE = {
  STORAGE_PATH: {
    schema: z.string().min(1),
    standard: './storage',
    allowed: 'a folder that the hub may write; it is made when it is missing',
    description:
      'Everything the hub keeps: its database, the admin key and the built-in calendars. Back this folder up.',
  },
  UPDATE_QUEUE_RETENTION_DAYS: {
    schema: wholeNumber(1, 36_500),
    standard: '90',
    allowed: 'a number of days from 1 to 36500',
    description:
      'How long the log keeps what agents reported and people decided. The history of events is kept apart from it.',
  },
} satisfies Record<string, Variable<unknown>>
