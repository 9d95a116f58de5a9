import { LoginName, Password } from '@chroniton/shared/contract/access'
import { z } from 'zod'
import { AUDIT_LEVELS } from '../../audit/level.ts'
import { olderAgentPolicy } from '../../auth/older-agents.ts'
import { commaList, lowerCase, optionalText, type Variable, wholeNumber, yesOrNo } from './variable.ts'

/** Agents' names and networks. */
const olderAgents = commaList.transform((names, context) => {
  const policy = olderAgentPolicy(names)
  if (policy !== null) return policy
  context.addIssue({ code: 'custom', message: 'not a list of agents and networks' })
  return z.NEVER
})

const SECRET_BYTES = 32

const signingSecret = optionalText.refine((text) => text === null || Buffer.byteLength(text) >= SECRET_BYTES)

/** Who may enter the hub, and what is written down of it. */
export const ACCESS = {
  OWNER_NAME: {
    schema: LoginName,
    standard: 'owner',
    allowed: 'a name of at most 200 characters',
    description: 'The name of the owner that OWNER_PASSWORD makes.',
  },
  OWNER_PASSWORD: {
    schema: optionalText.pipe(Password.nullable()),
    standard: '',
    allowed: 'a password of at least 12 characters',
    description:
      'The password of a first owner, for a hub that nobody sets up by hand. It is taken once, while no owner has a password.',
    secret: true,
  },
  AUTH_ENABLED: {
    schema: yesOrNo,
    standard: 'true',
    allowed: 'true or false',
    description:
      'Whether people and scripts must say who they are. Without it everybody on this machine may do everything; the hub then starts only where API_HOST is a loopback address.',
  },
  JWT_SECRET: {
    schema: signingSecret,
    standard: '',
    allowed: `a secret of at least ${SECRET_BYTES} bytes`,
    description:
      'Signs bearer tokens (HS256) that scripts may show instead of an API key. A token names its holder ("sub"), ends ("exp") and gives a "role" or "permissions".',
    secret: true,
  },
  API_KEY_REQUIRED: {
    schema: yesOrNo,
    standard: 'false',
    allowed: 'true or false',
    description:
      'Whether every older agent needs an API key or a credential of its own. Otherwise those named in LEGACY_AGENTS, and no others, may come with none.',
  },
  LEGACY_AGENTS: {
    schema: olderAgents,
    standard: '',
    allowed:
      'ids of agents, addresses and networks such as 10.1.0.0/16, separated by commas; * for any, where API_HOST is a loopback address',
    description:
      'Older agents that may come without any credential. Whoever can reach the hub from such a network may speak for such an agent.',
  },
  SESSION_IDLE_HOURS: {
    schema: wholeNumber(1, 8760),
    standard: '24',
    allowed: 'a number of hours from 1 to 8760',
    description: 'How long a person stays signed in without doing anything.',
  },
  SESSION_MAX_DAYS: {
    schema: wholeNumber(1, 365),
    standard: '14',
    allowed: 'a number of days from 1 to 365',
    description: 'After how long a person signs in again, whatever happens.',
  },
  AUDIT_LOGGING: {
    schema: yesOrNo,
    standard: 'true',
    allowed: 'true or false',
    description: 'Whether the hub writes down who did what ("chroniton audit list").',
  },
  AUDIT_LOG_LEVEL: {
    schema: lowerCase.pipe(z.enum(AUDIT_LEVELS)),
    standard: 'info',
    allowed: AUDIT_LEVELS.join(', '),
    description:
      'How much of it: info for everything, warning for what failed and what changes who may do what or where data flows, error for what failed.',
  },
  AUDIT_INCLUDE_PAYLOADS: {
    schema: yesOrNo,
    standard: 'false',
    allowed: 'true or false',
    description: 'Whether what was asked for is kept with it: parts of events, names of calendars. Never a secret.',
  },
} satisfies Record<string, Variable<unknown>>
