import type { Overview } from '@chroniton/shared/contract/views'
import { Alert, Stack } from '@mantine/core'
import { AgentsSection } from './agents-section.tsx'
import { CalendarsSection } from './calendars-section.tsx'
import { ChangesSection } from './changes-section.tsx'
import { QueueSection } from './queue-section.tsx'

/** Everything at a glance: who is connected, which calendars there are, what is under way, what has happened. */
export function OverviewPage({ overview }: { overview: Overview }) {
  const waiting = [
    counted(overview.conflicts.length, 'conflict', 'conflicts'),
    counted(overview.holds.length, 'group of held deletions', 'groups of held deletions'),
    counted(overview.problems.length, 'problem', 'problems'),
  ].filter((words) => words !== null)
  return (
    <Stack maw={1200} mx="auto">
      {waiting.length === 0 ? null : (
        <Alert color="orange" title="A person is needed">
          {waiting.join(', ')}. See “chroniton conflicts”, “chroniton holds” and “chroniton status”.
        </Alert>
      )}
      <AgentsSection agents={overview.agents} />
      <CalendarsSection overview={overview} />
      <QueueSection queue={overview.queue} length={overview.queueLength} />
      <ChangesSection changes={overview.changes} />
    </Stack>
  )
}

function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${count.toLocaleString()} ${count === 1 ? one : many}`
}
