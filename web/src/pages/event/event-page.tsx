import type { EventId } from '@chroniton/shared/contract/ids'
import type { EventView } from '@chroniton/shared/contract/views'
import { Alert, Group, Stack, Text } from '@mantine/core'
import { IconGitMerge, IconTrash } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useOverview } from '../../hub/hub-context.tsx'
import { useAnswer } from '../../hub/queries.ts'
import { ButtonLink, TextLink } from '../../parts/links.tsx'
import { Page } from '../../parts/page.tsx'
import { Answer } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'
import { EventCopies } from './event-copies.tsx'
import { EventDetails } from './event-details.tsx'
import { EventHistory } from './event-history.tsx'
import { EventWay } from './event-way.tsx'

/** Everything about one event: what it says, where it is, how it travels, how it came to be. */
export function EventPage() {
  const { eventId } = useParams({ from: '/events/$eventId' })
  const { words } = useWords()
  const query = useAnswer(['event', eventId], (calls) => calls.admin.event.query(eventId as EventId))
  return (
    <Page
      title={query.data?.event.title || words.common.untitled}
      hint={
        <TextLink to="/events" size="sm">
          {words.events.backToAll}
        </TextLink>
      }
    >
      <Answer query={query}>{(event) => <EventParts event={event} />}</Answer>
    </Page>
  )
}

function EventParts({ event }: { event: EventView }) {
  const { words, format } = useWords()
  const { events } = words
  const conflicts = useOverview(
    ({ conflicts: open }) => open.filter((conflict) => conflict.eventId === event.id).length,
  )
  return (
    <Stack gap="lg">
      {event.deletedAt === null ? null : (
        <Alert color="gray" icon={<IconTrash size={18} />}>
          {events.deleted(format.moment(event.deletedAt))}
        </Alert>
      )}
      {conflicts === 0 ? null : (
        <Alert color="red" icon={<IconGitMerge size={18} />}>
          <Group justify="space-between">
            <Text>{events.openConflicts(conflicts)}</Text>
            <ButtonLink to="/conflicts" size="xs">
              {events.toConflicts}
            </ButtonLink>
          </Group>
        </Alert>
      )}
      <EventDetails event={event.event} />
      <EventCopies event={event} />
      <EventWay event={event} />
      <EventHistory eventId={event.id} />
    </Stack>
  )
}
