import { Button, Center, Group, Stack, Text } from '@mantine/core'
import { useMay } from '../../hub/hub-context.tsx'
import { usePages } from '../../hub/queries.ts'
import { useDecision } from '../../hub/use-decision.ts'
import { Author } from '../../parts/author.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Outcome } from '../../parts/outcome.tsx'
import { Section } from '../../parts/section.tsx'
import { FailureState, LoadingState } from '../../parts/states.tsx'
import { Ago } from '../../parts/time.tsx'
import { Tag } from '../../parts/tag.tsx'
import { useWords } from '../../words/words-context.tsx'
import { byEntry, type EntryChanges } from './entries.ts'

/** What each report or decision did, to be undone as a whole. */
export function Reports() {
  const { words } = useWords()
  const { safety } = words
  const query = usePages(['history', 'entries'], (calls, cursor) => calls.admin.history.query({ limit: 200, cursor }))
  if (query.error !== null) return <FailureState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState />
  const entries = byEntry(query.items)
  return (
    <Section title={safety.reports} empty={entries.length === 0 ? safety.reportsNone : null} flush>
      <Text size="sm" c="dimmed" px="lg" pb="xs">
        {safety.reportsHint}
      </Text>
      <div className="lines">
        {entries.map((entry) => (
          <EntryRow key={entry.position} entry={entry} />
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

const NAMED = 3

function EntryRow({ entry }: { entry: EntryChanges }) {
  const { words, format } = useWords()
  const { safety, common, activity } = words
  const mayUndo = useMay('operate') && !entry.undone
  const { state, isPending, decide } = useDecision()
  const kinds = [...new Set(entry.changes.map(({ what }) => activity.what[what]))]
  const titles = [...new Set(entry.changes.map(({ title }) => title || common.untitled))]
  const rest = titles.length - NAMED
  return (
    <Stack gap={6} py="sm" px="lg">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2} miw={0}>
          <Text>
            <b>{common.changes(entry.changes.length)}</b> ({format.list(kinds)}): {titles.slice(0, NAMED).join(', ')}
            {rest > 0 ? ` +${format.number(rest)}` : ''}
          </Text>
          <Text size="sm" c="dimmed" component="div">
            <Author by={entry.by} /> · <Ago at={entry.at} />
          </Text>
        </Stack>
        {entry.undone ? (
          <Tag tone="quiet">{safety.undone}</Tag>
        ) : mayUndo ? (
          <ConfirmButton
            size="compact-sm"
            variant="subtle"
            loading={isPending}
            question={safety.undoQuestion(entry.changes.length)}
            hint={safety.undoHint}
            action={safety.undoAll}
            onConfirm={() => void decide({ kind: 'undo-entry', position: entry.position })}
          >
            {safety.undoAll}
          </ConfirmButton>
        ) : null}
      </Group>
      <Outcome state={state} />
    </Stack>
  )
}
