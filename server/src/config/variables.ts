import type { z } from 'zod'
import { ACCESS } from './variables/access.ts'
import { AGENTS } from './variables/agents.ts'
import { LOGGING } from './variables/logging.ts'
import { NETWORK } from './variables/network.ts'
import { OLDER_AGENTS } from './variables/older-agents.ts'
import { OPERATIONS } from './variables/operations.ts'
import { SECRETS } from './variables/secrets.ts'
import { SOURCES } from './variables/sources.ts'
import { STORAGE } from './variables/storage.ts'

/** Every variable the hub reads. `.env.example` and the page of settings are made from this table. */
export const VARIABLES = {
  ...NETWORK,
  ...STORAGE,
  ...LOGGING,
  ...AGENTS,
  ...OLDER_AGENTS,
  ...SOURCES,
  ...SECRETS,
  ...ACCESS,
  ...OPERATIONS,
}

export type VariableName = keyof typeof VARIABLES

export type Values = { [Name in VariableName]: z.infer<(typeof VARIABLES)[Name]['schema']> }
