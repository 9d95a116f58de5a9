import { LoginName, Password } from '@chroniton/shared/contract/access'
import { Role } from '@chroniton/shared/contract/permission'
import { z } from 'zod'
import { AUDIT_LEVELS } from '../../audit/level.ts'
import { olderAgentPolicy } from '../../auth/older-agents.ts'
import { isLoopbackHost } from '../../http/networks.ts'
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

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}

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
  OIDC_ISSUER: {
    schema: optionalText.refine((text) => text === null || isIssuer(text)),
    standard: '',
    allowed: 'an https address (http on this machine)',
    description: 'The OpenID Connect provider at which people may sign in. OIDC_CLIENT_ID must be set with it.',
  },
  OIDC_CLIENT_ID: {
    schema: optionalText,
    standard: '',
    allowed: 'the id under which the provider knows the hub',
    description: 'The hub as a client of the OpenID Connect provider.',
  },
  OIDC_CLIENT_SECRET: {
    schema: optionalText,
    standard: '',
    allowed: 'the secret that the provider has given the hub; nothing for a public client',
    description: 'With it the hub proves to the OpenID Connect provider who it is.',
    secret: true,
  },
  OIDC_REDIRECT_URI: {
    schema: optionalText.refine((text) => text === null || (/^https?:\/\//.test(text) && URL.canParse(text))),
    standard: '',
    allowed: 'an address that ends in /auth/oidc/callback',
    description:
      'Where the OpenID Connect provider sends people back to, as registered there. Without it: PUBLIC_URL, or the address in the browser.',
  },
  OIDC_BUTTON: {
    schema: z.string().min(1).max(100),
    standard: 'OpenID Connect',
    allowed: 'a name of at most 100 characters',
    description: 'What the page calls the OpenID Connect provider.',
  },
  OIDC_ROLE_CLAIM: {
    schema: optionalText,
    standard: '',
    allowed: 'the name of a claim',
    description:
      'The claim in which the provider names a person’s role: owner, operator or viewer, also as chroniton-owner and so on in a list of groups. It then counts at every sign-in. Without it owners give roles.',
  },
  OIDC_DEFAULT_ROLE: {
    schema: optionalText.pipe(Role.nullable()),
    standard: '',
    allowed: Role.options.join(', '),
    description:
      'The role of whoever the provider vouches for and nobody has added. Without it only people who were added (under their e-mail address) or who have a role in OIDC_ROLE_CLAIM are let in.',
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
