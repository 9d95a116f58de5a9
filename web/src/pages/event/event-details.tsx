import type { CalendarEvent, JsonValue } from '@chroniton/shared/calendar/event'
import { Text } from '@mantine/core'
import { fieldName, fieldText } from '../../parts/fields/field-text.ts'
import { Section } from '../../parts/section.tsx'
import { useWords } from '../../words/words-context.tsx'

/** The order in which people look; what has no place here is left to the copies. */
const SIMPLE = ['description', 'status', 'freeBusyStatus', 'privacy', 'recurrenceRules', 'color'] as const
const KEYED = [
  'locations',
  'virtualLocations',
  'participants',
  'alerts',
  'keywords',
  'categories',
  'links',
  'recurrenceOverrides',
] as const

/** What the event says, in words. */
export function EventDetails({ event }: { event: CalendarEvent }) {
  const speech = useWords()
  const rows = linesOf(event)
  return (
    <Section title={speech.words.events.details}>
      <dl className="changes">
        {rows.map(([path, value]) => (
          <div key={path}>
            <Text component="dt" size="sm" c="dimmed">
              {fieldName(path, speech)}
            </Text>
            <Text component="dd" size="sm">
              {fieldText(path, value, speech)}
            </Text>
          </div>
        ))}
      </dl>
    </Section>
  )
}

function linesOf(event: CalendarEvent): [path: string, value: JsonValue][] {
  const { start, timeZone = null, duration = 'PT0S', showWithoutTime = false } = event
  const lines: [string, JsonValue][] = [['time', { start, timeZone, duration, showWithoutTime }]]
  for (const name of SIMPLE) {
    const value = event[name]
    if (value !== undefined) lines.push([name, value as JsonValue])
  }
  for (const name of KEYED) {
    for (const [key, value] of Object.entries(event[name] ?? {})) {
      lines.push([`${name}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, value as JsonValue])
    }
  }
  return lines
}
