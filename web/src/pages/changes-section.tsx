import type { ChangeView } from '@chroniton/shared/contract/views'
import { Badge, Table, Text } from '@mantine/core'
import { Section } from '../parts/section.tsx'
import { Time } from '../parts/time.tsx'

const COLORS: Record<ChangeView['what'], string> = {
  created: 'teal',
  changed: 'blue',
  deleted: 'red',
  restored: 'grape',
}

const SHOWN = 30

export function ChangesSection({ changes }: { changes: ChangeView[] }) {
  return (
    <Section title="Last changes" empty={changes.length === 0 ? 'Nothing has happened yet.' : null}>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Event</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th>By</Table.Th>
              <Table.Th>When</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.slice(0, SHOWN).map((change) => (
              <Table.Tr key={change.id}>
                <Table.Td>{change.title}</Table.Td>
                <Table.Td>
                  <Badge color={COLORS[change.what]} variant="light">
                    {change.what}
                  </Badge>
                  {change.what === 'changed' ? (
                    <Text size="sm" c="dimmed">
                      {Object.keys(change.patch).join(', ')}
                    </Text>
                  ) : null}
                </Table.Td>
                <Table.Td>{change.by.name}</Table.Td>
                <Table.Td>
                  <Time at={change.at} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}
