import type { RouteGroup } from '../../http/app.ts'
import type { Clock } from '../../hub/clock.ts'
import type { Logger } from '../../observe/logger.ts'
import type { Gate, GateSettings } from '../gate.ts'
import { OpenIdConnect } from '../openid-connect.ts'
import { FlowSeal } from '../sealed-flow.ts'
import { openIdRoutes } from './openid-routes.ts'
import { authRoutes } from './routes.ts'

export interface AccessRouteOptions {
  gate: Gate
  settings: Pick<GateSettings, 'allowedOrigins' | 'openIdConnect'>
  hubId: string
  /** Where browsers reach the hub; null: where they say they do. */
  publicUrl: string | null
  clock: Clock
  logger: Pick<Logger, 'warn'>
}

/** Every path under `/auth` that lets people in. */
export function accessRoutes({ gate, settings, hubId, publicUrl, clock, logger }: AccessRouteOptions): RouteGroup[] {
  const groups = [authRoutes(gate, settings.allowedOrigins)]
  if (settings.openIdConnect === null) return groups
  const milliseconds = () => Date.parse(clock.now())
  const provider = new OpenIdConnect(settings.openIdConnect, milliseconds)
  const seal = new FlowSeal(() => new Date(milliseconds()))
  return [...groups, openIdRoutes({ gate, provider, seal, hubId, publicUrl, logger })]
}
