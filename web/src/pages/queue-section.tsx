import type { QueueRow } from '@chroniton/shared/contract/views'
import { Badge, Table } from '@mantine/core'
import { Problem } from '../parts/problem.tsx'
import { Section } from '../parts/section.tsx'
import { Time } from '../parts/time.tsx'

const KINDS: Record<QueueRow['kind'], string> = {
  'event-write': 'Write event',
  'event-delete': 'Delete event',
  'calendar-change': 'Change calendar',
  'calendar-create': 'Create calendar',
  'calendar-delete': 'Delete calendar',
  'list-again': 'List again',
  'config-change': 'Change configuration',
}

const STATES: Record<QueueRow['state'], { words: string; color: string }> = {
  waiting: { words: 'Waiting', color: 'gray' },
  sent: { words: 'Sent', color: 'blue' },
  delayed: { words: 'Tried again later', color: 'yellow' },
  parked: { words: 'Stuck', color: 'red' },
}

const SHOWN = 20

export function QueueSection({ queue, length }: { queue: QueueRow[]; length: number }) {
  return (
    <Section title="Queue" count={length} empty={length === 0 ? 'Everything has arrived.' : null}>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th>Command</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Since</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {queue.slice(0, SHOWN).map((row) => (
              <Table.Tr key={row.commandId}>
                <Table.Td>{row.title}</Table.Td>
                <Table.Td>{KINDS[row.kind]}</Table.Td>
                <Table.Td>
                  <Badge color={STATES[row.state].color} variant="light">
                    {STATES[row.state].words}
                  </Badge>
                  {row.problem === null ? null : <Problem code={row.problem.code} detail={row.problem.detail} />}
                </Table.Td>
                <Table.Td>
                  <Time at={row.queuedAt} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}
