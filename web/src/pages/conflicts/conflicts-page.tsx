import { Button, Center, SegmentedControl, Stack } from '@mantine/core'
import { IconChecks, IconGitMerge } from '@tabler/icons-react'
import { useState } from 'react'
import { usePages } from '../../hub/queries.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState, FailureState, LoadingState } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'
import { ConflictCard } from './conflict-card.tsx'
import { byEvent } from './similar.ts'

type Shown = 'open' | 'decided'

export function ConflictsPage() {
  const { words } = useWords()
  const { conflicts, shell } = words
  const [shown, setShown] = useState<Shown>('open')
  return (
    <Page
      title={shell.pages.conflicts}
      hint={conflicts.hint}
      actions={
        <SegmentedControl
          aria-label={shell.pages.conflicts}
          value={shown}
          onChange={(value) => setShown(value)}
          data={[
            { value: 'open', label: conflicts.open },
            { value: 'decided', label: conflicts.decided },
          ]}
        />
      }
    >
      <Conflicts key={shown} shown={shown} />
    </Page>
  )
}

function Conflicts({ shown }: { shown: Shown }) {
  const { words } = useWords()
  const query = usePages(['conflicts', shown], (calls, cursor) => calls.admin.conflicts.query({ state: shown, cursor }))
  if (query.error !== null) return <FailureState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState />
  if (query.items.length === 0) {
    return shown === 'open' ? (
      <EmptyState icon={IconChecks} color="teal" title={words.conflicts.noneOpen} hint={words.conflicts.noneOpenHint} />
    ) : (
      <EmptyState icon={IconGitMerge} title={words.conflicts.noneDecided} hint={words.conflicts.noneDecidedHint} />
    )
  }
  const open = shown === 'open' ? query.items : []
  return (
    <Stack>
      {byEvent(query.items).map((conflicts) => (
        <ConflictCard key={conflicts[0]?.eventId} conflicts={conflicts} open={open} />
      ))}
      {query.hasNextPage ? (
        <Center>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {words.common.more}
          </Button>
        </Center>
      ) : null}
    </Stack>
  )
}
