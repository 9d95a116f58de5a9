import { SourceId } from '@chroniton/shared/contract/ids'
import type { IcsConfig } from '../../../config/source-config.ts'

export function icsConfig(from: IcsConfig['from'], changes: Partial<IcsConfig> = {}): IcsConfig {
  return {
    id: SourceId.parse('feed'),
    type: 'ics',
    name: 'Feed',
    enabled: true,
    calendars: { include: [], exclude: [] },
    allowEventUpdates: true,
    allowMetadataUpdates: true,
    syncIntervalMinutes: null,
    from,
    username: null,
    password: null,
    caPath: null,
    calendarName: null,
    ...changes,
  }
}
