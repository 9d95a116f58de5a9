import type { CopyView, EventView } from '@chroniton/shared/contract/views'
import { Text } from '@mantine/core'
import { IconArrowNarrowRight } from '@tabler/icons-react'
import { useOverview } from '../../hub/hub-context.tsx'
import { Section } from '../../parts/section.tsx'
import { useWords } from '../../words/words-context.tsx'

/** From the calendar a person made it in, by way of agents and hub, to each that shows it. */
export function EventWay({ event }: { event: EventView }) {
  const { words } = useWords()
  const { events } = words
  const origin = event.copies.find(({ role }) => role === 'original')
  const targets = event.copies.filter((copy) => copy !== origin)
  if (origin === undefined || targets.length === 0) return null
  return (
    <Section title={events.way}>
      <Text size="sm" c="dimmed" pb="sm">
        {events.wayHint}
      </Text>
      <ul className="ways">
        {targets.map((target) => (
          <li key={target.calendarId} className="way">
            <Stop kind={events.wayAt.calendar} copy={origin} />
            <Arrow />
            <AgentStop copy={origin} />
            <Arrow />
            <span className="stop">
              <Text size="xs" c="dimmed">
                {events.wayAt.hub}
              </Text>
              <span>{events.revision(event.revision)}</span>
            </span>
            <Arrow />
            <AgentStop copy={target} />
            <Arrow />
            <Stop kind={events.wayAt.calendar} copy={target} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

const DOTS: Record<CopyView['state'], string> = { 'in-step': 'good', pending: 'warn', parked: 'bad', held: 'warn' }

function Stop({ kind, copy }: { kind: string; copy: CopyView }) {
  const { words } = useWords()
  return (
    <span className="stop">
      <Text size="xs" c="dimmed">
        {kind}
      </Text>
      <span className="author">
        <span className="dot" data-state={DOTS[copy.state]} role="img" aria-label={words.events.states[copy.state]} />
        {copy.calendarName}
      </span>
    </span>
  )
}

function AgentStop({ copy }: { copy: CopyView }) {
  const { words } = useWords()
  const agent = useOverview(({ agents, calendars }) => {
    const agentId = calendars.find(({ id }) => id === copy.calendarId)?.agentId
    return agents.find(({ id }) => id === agentId)
  })
  return (
    <span className="stop">
      <Text size="xs" c="dimmed">
        {words.events.wayAt.agent}
      </Text>
      <span className="author">
        <span
          className="dot"
          data-state={agent?.online === true ? 'good' : 'bad'}
          role="img"
          aria-label={agent?.online === true ? words.common.on : words.common.off}
        />
        {agent?.name ?? '–'}
      </span>
    </span>
  )
}

function Arrow() {
  return <IconArrowNarrowRight size={18} className="way-arrow" aria-hidden />
}
