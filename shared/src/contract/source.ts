import { z } from 'zod'
import type { Provider } from './calendar.ts'
import type { ErrorCode } from './errors.ts'
import { type Instant, SourceId } from './ids.ts'

/** The sources that the hub's own agent reads, and the kinds there are to choose from. */

/** One field of the form by which a person enters a source. Pages draw it without knowing the provider. */
export interface SourceField {
  /** The key in `SourceInput.fields`. */
  name: string
  label: string
  kind: 'text' | 'url' | 'username' | 'password' | 'path' | 'choice' | 'switch'
  /** Kept encrypted and never shown again; `SourceView.secrets` says whether it is set. */
  secret: boolean
  required: boolean
  placeholder: string | null
  help: string | null
  /** For `choice`. */
  choices: { value: string; label: string }[]
}

/** A provider as a person chooses it: `caldav` comes as several kinds (iCloud, Nextcloud, ...). */
export interface SourceKind {
  /** For example `caldav`, `icloud`, `ics`. */
  id: string
  provider: Provider
  label: string
  /** What a person needs to know before: an app password, the address to enter. */
  help: string | null
  /** Whether events can be written, so that it may be the destination. */
  writable: boolean
  fields: SourceField[]
}

const SourceFields = z.object({
  name: z.string().trim().min(1).max(200),
  /** By `SourceField.name`. A secret that is absent in a change stays as it is. */
  fields: z.record(z.string().max(100), z.union([z.string().max(10_000), z.boolean()])),
  enabled: z.boolean(),
  syncIntervalMinutes: z.number().positive().max(1440).nullable(),
  direction: z.enum(['read_only', 'write_only', 'bidirectional']),
  /** Names or native ids of the calendars to read; empty: all. */
  calendars: z.array(z.string().max(1000)).max(1000),
})

export const SourceInput = SourceFields.extend({
  kind: z.string().min(1).max(100),
  enabled: SourceFields.shape.enabled.default(true),
  syncIntervalMinutes: SourceFields.shape.syncIntervalMinutes.default(null),
  direction: SourceFields.shape.direction.default('bidirectional'),
  calendars: SourceFields.shape.calendars.default([]),
})
export type SourceInput = z.infer<typeof SourceInput>

/** What is absent stays as it is, each of the fields by itself. */
export const SourceChange = z.object({ sourceId: SourceId, source: SourceFields.partial() })
export type SourceChange = z.infer<typeof SourceChange>

/** A stored source without its secrets. */
export interface SourceView {
  sourceId: SourceId
  kind: string
  provider: Provider
  name: string
  enabled: boolean
  fields: Record<string, string | boolean>
  /** Which secret fields are set. */
  secrets: string[]
  syncIntervalMinutes: number | null
  direction: SourceInput['direction']
  calendars: string[]
  createdAt: Instant
}

/** What really signing in there gave. */
export type SourceCheck =
  | {
      ok: true
      account: string
      calendars: { nativeId: string; name: string; color: string | null; writable: boolean }[]
    }
  | { ok: false; code: ErrorCode; detail: string }
