import type { SourceInput } from '@chroniton/shared/contract/source'
import { z } from 'zod'

/** A CalDAV account as scripts name it. */
export const Server = z.looseObject({
  server_url: z.url({ protocol: /^https?$/ }).max(2000),
  username: z.string().min(1).max(1000),
  password: z.string().max(10_000).meta({ description: 'Kept encrypted and never shown again.' }),
  calendar_url: z.string().max(2000).optional(),
  calendar_name: z.string().max(1000).optional(),
})

export function sourceOf({ server_url: url, username, password }: z.infer<typeof Server>): SourceInput {
  return {
    kind: 'caldav',
    name: new URL(url).hostname,
    fields: { url, username, password },
    enabled: true,
    syncIntervalMinutes: null,
    direction: 'bidirectional',
    calendars: [],
  }
}
