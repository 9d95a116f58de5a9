import { canonicalZone, isKnownZone } from '@chroniton/shared/calendar/zones'
import { z } from 'zod'
import { type Variable, wholeNumber } from './variable.ts'

const machineZone = Intl.DateTimeFormat().resolvedOptions().timeZone

export const OLDER_AGENTS = {
  TIMEZONE: {
    schema: z.string().transform((name, context) => {
      if (name === '') return isKnownZone(machineZone) ? canonicalZone(machineZone) : 'Etc/UTC'
      if (isKnownZone(name)) return canonicalZone(name)
      context.addIssue({ code: 'custom', message: 'no time zone' })
      return z.NEVER
    }),
    standard: '',
    allowed: 'the name of a time zone such as Europe/Zurich; empty for this machine’s own',
    description:
      'Whose clocks times without a zone are: those of polling agents that have none of their own, and those in /sync.',
  },
  AGENT_HEARTBEAT_TIMEOUT: {
    schema: wholeNumber(10, 1_000_000),
    standard: '600',
    allowed: 'seconds, at least 10',
    description: 'A polling agent that was not heard of for so long counts as away, and one on the socket as silent.',
  },
  MAX_EVENTS_PER_HEARTBEAT: {
    schema: wholeNumber(1, 1_000_000),
    standard: '10000',
    allowed: 'a number of events, at least 1',
    description:
      'Where polling agents are set to cut their lists off: from what is missing in a list of just this length nothing is concluded.',
  },
} satisfies Record<string, Variable<unknown>>
