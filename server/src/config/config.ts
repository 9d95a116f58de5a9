import { CodedError } from '@chroniton/shared/contract/errors'
import type { z } from 'zod'
import { readSettings, type Environment } from './settings.ts'
import type { VARIABLES, VariableName } from './variables.ts'

export type Values = { [Name in VariableName]: z.infer<(typeof VARIABLES)[Name]['schema']> }

export interface HubConfig {
  host: string
  port: number
  storagePath: string
  logLevel: Values['LOG_LEVEL']
  /** Besides the hub's own; `*` for any. */
  allowedOrigins: string[]
  syncIntervalMinutes: number
  logRetentionDays: number
  builtInCalendars: boolean
}

/**
 * The configuration that the environment asks for. A variable set to nothing counts as absent.
 *
 * Errors: `invalid-configuration` naming every variable that is not understood, its value and what is allowed.
 */
export function readConfig(environment: Environment): HubConfig {
  const { values, faults } = readSettings(environment)
  if (faults.length > 0) throw new CodedError('invalid-configuration', faults.join('. '))
  const read = values as Values
  return {
    host: read.API_HOST,
    port: read.API_PORT,
    storagePath: read.STORAGE_PATH,
    logLevel: read.LOG_LEVEL,
    allowedOrigins: read.CORS_ORIGINS,
    syncIntervalMinutes: read.SYNC_INTERVAL_MINUTES,
    logRetentionDays: read.UPDATE_QUEUE_RETENTION_DAYS,
    builtInCalendars: read.BUILT_IN_CALENDARS,
  }
}
