import { Color, type Provider, type SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { CalendarId, SourceId } from '@chroniton/shared/contract/ids'
import type { NativeCalendar } from '../providers/provider.ts'

export interface SourceIdentity {
  sourceId: SourceId
  name: string
  provider: Provider
  account: string
}

const LONGEST = { name: 1000, description: 10_000, account: 1000 }

export function seenCalendar(calendarId: CalendarId, identity: SourceIdentity, native: NativeCalendar): SeenCalendar {
  const { name, color, description } = native.metadata
  return {
    calendarId,
    sourceId: identity.sourceId,
    provider: identity.provider,
    account: identity.account.slice(0, LONGEST.account),
    metadata: {
      name: (name.trim() || native.nativeId).slice(0, LONGEST.name),
      color: Color.safeParse(color).success ? color : null,
      description: description === null ? null : description.slice(0, LONGEST.description),
    },
    timeZone: native.timeZone,
    abilities: native.abilities,
  }
}
