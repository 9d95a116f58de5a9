import type { GateSettings } from '../auth/gate.ts'
import { NO_OLDER_AGENTS, type OlderAgentPolicy } from '../auth/older-agents.ts'
import type { OpenIdConnectSettings } from '../auth/openid-connect.ts'
import { isLoopbackHost } from '../http/networks.ts'
import type { Values } from './variables.ts'

const HOUR_MS = 60 * 60 * 1000

/** Who may enter, as the environment says. */
export interface AccessSettings extends GateSettings {
  /** Which older agents may come without any credential. */
  olderAgents: OlderAgentPolicy
  /** Made at the start while no owner has a password. */
  owner: { name: string; password: string } | null
}

export function accessSettings(values: Values): AccessSettings {
  return {
    isOpen: !values.AUTH_ENABLED,
    tokenSecret: values.JWT_SECRET,
    sessions: { idleMs: values.SESSION_IDLE_HOURS * HOUR_MS, longestMs: values.SESSION_MAX_DAYS * 24 * HOUR_MS },
    audit: {
      enabled: values.AUDIT_LOGGING,
      level: values.AUDIT_LOG_LEVEL,
      includePayloads: values.AUDIT_INCLUDE_PAYLOADS,
    },
    allowedOrigins: values.CORS_ORIGINS,
    openIdConnect: openIdConnect(values),
    olderAgents: values.API_KEY_REQUIRED ? NO_OLDER_AGENTS : values.LEGACY_AGENTS,
    owner: values.OWNER_PASSWORD === null ? null : { name: values.OWNER_NAME, password: values.OWNER_PASSWORD },
  }
}

function openIdConnect(values: Values): OpenIdConnectSettings | null {
  if (values.OIDC_ISSUER === null || values.OIDC_CLIENT_ID === null) return null
  return {
    issuer: values.OIDC_ISSUER,
    clientId: values.OIDC_CLIENT_ID,
    clientSecret: values.OIDC_CLIENT_SECRET,
    redirectUri: values.OIDC_REDIRECT_URI,
    button: values.OIDC_BUTTON,
    roleClaim: values.OIDC_ROLE_CLAIM,
    defaultRole: values.OIDC_DEFAULT_ROLE,
  }
}

/** What is wrong between variables that are each understood. */
export function accessFaults(values: Partial<Values>): string[] {
  const { API_HOST, API_KEY_REQUIRED, AUTH_ENABLED, LEGACY_AGENTS, OIDC_CLIENT_ID, OIDC_ISSUER } = values
  const faults: string[] = []
  const reachable = API_HOST !== undefined && !isLoopbackHost(API_HOST)
  if (AUTH_ENABLED === false && reachable) {
    faults.push(`AUTH_ENABLED is false, and with API_HOST ${API_HOST} others reach the hub: set API_HOST to 127.0.0.1`)
  }
  if (LEGACY_AGENTS?.everybody === true && reachable) {
    faults.push(`LEGACY_AGENTS is *, and with API_HOST ${API_HOST} others reach the hub: name agents or networks`)
  }
  if (API_KEY_REQUIRED === true && LEGACY_AGENTS !== undefined && !isEmpty(LEGACY_AGENTS)) {
    faults.push(
      'LEGACY_AGENTS lets agents come without a credential, which API_KEY_REQUIRED forbids: unset one of them',
    )
  }
  if (typeof OIDC_ISSUER === 'string' && OIDC_CLIENT_ID === null) faults.push('OIDC_ISSUER needs OIDC_CLIENT_ID')
  return faults
}

function isEmpty({ agentIds, networks, everybody }: OlderAgentPolicy): boolean {
  return !everybody && agentIds.size === 0 && networks.rules.length === 0
}
