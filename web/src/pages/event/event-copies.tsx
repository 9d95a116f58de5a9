import { diff, invert } from '@chroniton/shared/calendar/patch'
import type { CopyView, EventView } from '@chroniton/shared/contract/views'
import { Group, Stack, Text } from '@mantine/core'
import { FieldChanges } from '../../parts/fields/field-changes.tsx'
import { TextLink } from '../../parts/links.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { Tag, type Tone } from '../../parts/tag.tsx'
import { useWords } from '../../words/words-context.tsx'

const TONES: Record<CopyView['state'], Tone> = { 'in-step': 'good', pending: 'accent', parked: 'bad', held: 'warn' }

/** Each calendar that shows the event, whether it is in step, and where what it shows differs. */
export function EventCopies({ event }: { event: EventView }) {
  const { words } = useWords()
  const { events } = words
  return (
    <Section
      title={events.copies}
      count={event.copies.length}
      empty={event.copies.length === 0 ? words.common.none : null}
      flush
    >
      <Text size="sm" c="dimmed" px="lg" pb="xs">
        {events.copiesHint}
      </Text>
      <div className="lines">
        {event.copies.map((copy) => (
          <Copy key={copy.calendarId} event={event} copy={copy} />
        ))}
      </div>
    </Section>
  )
}

function Copy({ event, copy }: { event: EventView; copy: CopyView }) {
  const { words } = useWords()
  const { events } = words
  const differences = copy.shadow === null || copy.role === 'busy' ? {} : diff(event.event, copy.shadow)
  return (
    <Stack gap={6} py="sm" px="lg">
      <Group justify="space-between">
        <Group gap="xs">
          <TextLink to="/calendars/$calendarId" params={{ calendarId: copy.calendarId }} className="row-link" fw={600}>
            {copy.calendarName}
          </TextLink>
          <Text size="sm" c="dimmed">
            {events.roles[copy.role]}
          </Text>
        </Group>
        <Tag tone={TONES[copy.state]}>{events.states[copy.state]}</Tag>
      </Group>
      {copy.parked === null ? null : <Problem code={copy.parked.code} detail={copy.parked.detail} />}
      {Object.keys(differences).length === 0 ? null : (
        <details>
          <summary>{events.differs}</summary>
          <FieldChanges patch={differences} inverse={invert(event.event, differences)} />
        </details>
      )}
    </Stack>
  )
}
