import { setup } from './en/setup.ts'
import { overview } from './en/overview.ts'
import { calendars } from './en/calendars.ts'
import { agents } from './en/agents.ts'
import { activity } from './en/activity.ts'
import { common } from './en/common.ts'
import { conflicts } from './en/conflicts.ts'
import { entry } from './en/entry.ts'
import { errors } from './en/errors.ts'
import { events } from './en/events.ts'
import { fields } from './en/fields.ts'
import { queue } from './en/queue.ts'
import { safety } from './en/safety.ts'
import { settings } from './en/settings.ts'
import { shell } from './en/shell.ts'

/** Every text of the admin. Other languages have the type of this one, so that none can lack a text. */
export const en = {
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
export type Words = typeof en
