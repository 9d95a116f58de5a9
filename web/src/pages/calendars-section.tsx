import type { CalendarView, Overview } from '@chroniton/shared/contract/views'
import { Badge, Group, Table, Text } from '@mantine/core'
import { Problem } from '../parts/problem.tsx'
import { Section } from '../parts/section.tsx'
import { Time } from '../parts/time.tsx'

export function CalendarsSection({ overview }: { overview: Overview }) {
  const { calendars, agents, routes } = overview
  const agentNames = new Map(agents.map((agent) => [agent.id, agent.name]))
  const destinations = (calendar: CalendarView) =>
    routes.filter((route) => route.from === calendar.id).map((route) => route.toName)
  return (
    <Section title="Calendars" count={calendars.length} empty={calendars.length === 0 ? 'No calendar yet.' : null}>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Calendar</Table.Th>
              <Table.Th>Agent</Table.Th>
              <Table.Th>Flows to</Table.Th>
              <Table.Th className="numeric">Events</Table.Th>
              <Table.Th>Last change</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {calendars.map((calendar) => (
              <CalendarRow
                key={calendar.id}
                calendar={calendar}
                agentName={agentNames.get(calendar.agentId) ?? calendar.agentId}
                destinations={destinations(calendar)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}

function CalendarRow(props: { calendar: CalendarView; agentName: string; destinations: string[] }) {
  const { calendar } = props
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <span className="swatch" style={{ background: calendar.metadata.color ?? 'transparent' }} />
          <Text fw={500}>{calendar.metadata.name}</Text>
          {calendar.isDestination ? <Badge variant="light">Destination</Badge> : null}
          {calendar.gone ? (
            <Badge color="gray" variant="light">
              Gone
            </Badge>
          ) : null}
          {calendar.pendingMetadata === null ? null : (
            <Badge color="yellow" variant="light">
              Change under way
            </Badge>
          )}
        </Group>
        {calendar.problem === null ? null : <Problem code={calendar.problem.code} detail={calendar.problem.detail} />}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{props.agentName}</Text>
        <Text size="sm" c="dimmed">
          {calendar.account}
        </Text>
      </Table.Td>
      <Table.Td>{props.destinations.join(', ')}</Table.Td>
      <Table.Td className="numeric">{calendar.events.toLocaleString()}</Table.Td>
      <Table.Td>{calendar.lastChangeAt === null ? null : <Time at={calendar.lastChangeAt} />}</Table.Td>
    </Table.Tr>
  )
}
