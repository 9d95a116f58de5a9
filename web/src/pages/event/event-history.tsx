import type { EventId } from '@chroniton/shared/contract/ids'
import { Button, Center } from '@mantine/core'
import { usePages } from '../../hub/queries.ts'
import { ChangeRow } from '../../parts/change-row.tsx'
import { Section } from '../../parts/section.tsx'
import { FailureState, LoadingState } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'

/** Who changed what and when, each to be undone. */
export function EventHistory({ eventId }: { eventId: EventId }) {
  const { words } = useWords()
  const query = usePages(['history', 'event', eventId], (calls, cursor) =>
    calls.admin.history.query({ eventId, limit: 50, cursor }),
  )
  if (query.error !== null) return <FailureState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState />
  return (
    <Section title={words.events.history} empty={query.items.length === 0 ? words.events.historyNone : null} flush>
      <div className="lines">
        {query.items.map((change) => (
          <ChangeRow key={change.id} change={change} named={false} />
        ))}
      </div>
      {query.hasNextPage ? (
        <Center p="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {words.common.more}
          </Button>
        </Center>
      ) : null}
    </Section>
  )
}
