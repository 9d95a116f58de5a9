import { isLoopbackHost } from './networks.ts'

export interface Protection {
  /** The address the operator wants. */
  host: string
  tls: boolean
  behindProxies: boolean
  /** An owner has chosen a password. */
  hasPassword: boolean
  /** The operator says that the network in between is private. */
  allowUnprotected: boolean
}

export interface Exposure {
  host: string
  /** Why it is not where the operator wants it, and the ways out. */
  withheld: string | null
}

const WITHHELD =
  'nothing protects the hub yet, so it listens on this machine alone. Open the admin link and choose a password: the ' +
  'hub listens there from then on. Or give OWNER_PASSWORD_FILE, turn on ENABLE_TLS, or name the proxy in front in ' +
  'TRUSTED_PROXIES, and start again; ALLOW_UNPROTECTED=true where the network in between is private'

/** Where the hub listens: on this machine alone until something protects what is sent to it from others. */
export function exposure(wanted: Protection): Exposure {
  const { host, tls, behindProxies, hasPassword, allowUnprotected } = wanted
  const isProtected = tls || behindProxies || hasPassword || allowUnprotected
  if (isLoopbackHost(host) || isProtected) return { host, withheld: null }
  return { host: '127.0.0.1', withheld: `API_HOST is ${host}, but ${WITHHELD}` }
}
