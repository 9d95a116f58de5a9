import { setup } from './de/setup.ts'
import { overview } from './de/overview.ts'
import { calendars } from './de/calendars.ts'
import { agents } from './de/agents.ts'
import { activity } from './de/activity.ts'
import { common } from './de/common.ts'
import { conflicts } from './de/conflicts.ts'
import { entry } from './de/entry.ts'
import { errors } from './de/errors.ts'
import { events } from './de/events.ts'
import { fields } from './de/fields.ts'
import { queue } from './de/queue.ts'
import { safety } from './de/safety.ts'
import { settings } from './de/settings.ts'
import { shell } from './de/shell.ts'
import type { Words } from './en.ts'

export const de: Words = {
  agents,
  calendars,
  overview,
  setup,
  activity,
  common,
  conflicts,
  entry,
  errors,
  events,
  fields,
  queue,
  safety,
  settings,
  shell,
}
