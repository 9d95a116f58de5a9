import { z } from 'zod'
import { type Variable, yesOrNo } from './variable.ts'

export const AGENTS = {
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
  BUILT_IN_CALENDARS: {
    schema: yesOrNo,
    standard: 'true',
    allowed: 'true or false',
    description: 'Whether the hub runs an agent of its own over the calendars in STORAGE_PATH/calendars.',
  },
} satisfies Record<string, Variable<unknown>>
