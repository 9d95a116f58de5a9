import type { Destination, Route } from '@chroniton/shared/contract/route'
import type { CalendarView } from '@chroniton/shared/contract/views'
import { Group, Loader, Stack, Switch, Text, Title } from '@mantine/core'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { Outcome } from '../../parts/outcome.tsx'
import { Swatch } from '../../parts/swatch.tsx'
import { useWords } from '../../words/words-context.tsx'

/** Chooses what flows to the destination. */
export function CalendarsStep() {
  const { words } = useWords()
  const text = words.setup
  const calendars = useOverview((overview) => overview.calendars).filter(
    ({ isDestination, gone, agentId }) => !isDestination && !gone && agentId !== 'hub',
  )
  return (
    <Stack>
      <div>
        <Title order={2}>{text.calendarsTitle}</Title>
        <Text c="dimmed">{text.calendarsHint}</Text>
      </div>
      {calendars.length === 0 ? (
        <Group gap="sm" role="status">
          <Loader size="sm" />
          <Text>{text.calendarsWaiting}</Text>
        </Group>
      ) : (
        <div className="lines" role="list">
          {calendars.map((calendar) => (
            <FlowSwitch key={calendar.id} calendar={calendar} />
          ))}
        </div>
      )}
    </Stack>
  )
}

function FlowSwitch({ calendar }: { calendar: CalendarView }) {
  const { words } = useWords()
  const text = words.setup
  const mayConfigure = useMay('configure')
  const route = useOverview((overview) => overview.routes.find(({ from }) => from === calendar.id))
  const destination = useOverview(({ settings }) => settings.destination)
  const { decide, state, isPending } = useDecision()
  const isOn = isPending ? route === undefined : route !== undefined
  // With a calendar for each source only the hub can make the one that is missing, when it meets a calendar first.
  const canTurnOn = destination !== null && 'calendarId' in destination
  const toggle = () => {
    if (route !== undefined) void decide({ kind: 'route-remove', routeId: route.id, copies: 'delete' })
    else if (canTurnOn) void decide({ kind: 'route-add', route: routeTo(destination, calendar) })
  }
  return (
    <Group role="listitem" py="sm" gap="sm" wrap="nowrap">
      <Switch
        checked={isOn}
        onChange={toggle}
        disabled={!mayConfigure || isPending || (route === undefined && !canTurnOn)}
        aria-label={text.flow(calendar.metadata.name)}
      />
      <Swatch color={calendar.metadata.color} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text fw={500} truncate>
          {calendar.metadata.name}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {calendar.account}
        </Text>
        {state.step === 'refused' ? <Outcome state={state} /> : null}
      </div>
      <Text size="sm" c="dimmed">
        {words.common.events(calendar.events)}
      </Text>
    </Group>
  )
}

function routeTo(
  destination: Extract<Destination, { calendarId: unknown }>,
  calendar: CalendarView,
): Omit<Route, 'id'> {
  return {
    from: calendar.id,
    to: destination.calendarId,
    direction: calendar.abilities.writeEvents ? 'both' : 'forward',
    newEvents: destination.layout === 'keyword' && calendar.abilities.writeEvents ? 'labelled' : 'stay',
    mode: 'mirror',
    label: destination.layout,
    followMetadata: false,
    strategy: null,
  }
}
