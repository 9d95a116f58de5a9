import { z } from 'zod'
import type { BlockList } from 'node:net'
import { networksOf } from '../../http/networks.ts'
import { commaList, optionalText, type Variable, wholeNumber, yesOrNo } from './variable.ts'

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

/** Addresses and CIDR ranges, separated by commas. */
const networks = commaList.transform((texts, context): { listed: string[]; networks: BlockList } => {
  const networks = networksOf(texts)
  if (networks !== null) return { listed: texts, networks }
  context.addIssue({ code: 'custom', message: 'not a list of networks' })
  return z.NEVER
})

const perMinute = wholeNumber(0, 10_000_000)

export const NETWORK = {
  API_HOST: {
    schema: z.string().min(1).max(255),
    standard: '127.0.0.1',
    allowed: 'an address or host name of this machine; 0.0.0.0 or :: for every network it is in',
    description:
      'Where the hub listens. Other machines reach it only when this is not a loopback address, and only once something protects it: an owner’s password, ENABLE_TLS or TRUSTED_PROXIES. Until then it stays on 127.0.0.1 and says so; a password that is chosen counts at once.',
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
      'Other origins whose pages may open a connection, for example when a proxy serves the admin under another host name, or a page of your own uses the interface with an API key.',
  },
  PUBLIC_URL: {
    schema: optionalText.pipe(z.url({ protocol: /^https?$/ }).nullable()),
    standard: '',
    allowed: 'an address that begins with http:// or https://; empty for the one the hub listens on',
    description: 'Under which address people reach the hub; links that it prints and sends begin with it.',
  },
  ALLOW_UNPROTECTED: {
    schema: yesOrNo,
    standard: 'false',
    allowed: 'true or false',
    description:
      'Listens on API_HOST although nothing protects the hub yet. For a container whose port is published on the host’s own loopback, or a private network in between.',
  },
  TRUSTED_PROXIES: {
    schema: networks,
    standard: '',
    allowed: 'addresses and networks such as 10.0.0.2,172.18.0.0/16, separated by commas',
    description: 'Proxies in front of the hub. X-Forwarded-For and X-Forwarded-Proto count when they come from these.',
  },
  ENABLE_TLS: {
    schema: yesOrNo,
    standard: 'false',
    allowed: 'true or false; true needs TLS_CERT_PATH and TLS_KEY_PATH',
    description: 'Serves everything over TLS (1.2 or newer). Renewed certificates are taken up within seconds.',
  },
  TLS_CERT_PATH: {
    schema: optionalText,
    standard: '',
    allowed: 'a PEM file with the certificate and those between it and its authority',
    description: 'The certificate that the hub shows.',
  },
  TLS_KEY_PATH: {
    schema: optionalText,
    standard: '',
    allowed: 'a PEM file',
    description: 'The private key of TLS_CERT_PATH.',
  },
  TLS_CLIENT_CA_PATH: {
    schema: optionalText,
    standard: '',
    allowed: 'a PEM file with one or more authorities; empty asks for no certificates',
    description:
      'With it, agents must show a certificate of these authorities that is made out to the agent’s id, besides their credential.',
  },
  RATE_LIMIT_REQUESTS_PER_MINUTE: {
    schema: perMinute,
    standard: '1200',
    allowed: 'a whole number; 0 for no limit',
    description: 'How many requests over HTTP one address may make in a minute. Beyond it the answer is 429.',
  },
  RATE_LIMIT_AGENTS_PER_MINUTE: {
    schema: perMinute,
    standard: '3000',
    allowed: 'a whole number; 0 for no limit',
    description:
      'How many requests one older agent may make in a minute, and how many sockets may be opened from one address.',
  },
} satisfies Record<string, Variable<unknown>>
