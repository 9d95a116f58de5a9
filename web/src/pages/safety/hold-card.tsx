import type { HoldView } from '@chroniton/shared/contract/views'
import { Box, Button, Group, List, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useMay } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { TextLink } from '../../parts/links.tsx'
import { Outcome } from '../../parts/outcome.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'

const FIRST = 10

/** Deletions in one calendar that wait for a person, with the list of what would go. */
export function HoldCard({ hold }: { hold: HoldView }) {
  const { words, format } = useWords()
  const { safety, common } = words
  const mayDecide = useMay('operate')
  const { state, isPending, decide } = useDecision()
  const [showsAll, setShowsAll] = useState(false)
  const { events } = hold
  const shown = showsAll ? events : events.slice(0, FIRST)
  return (
    <Box component="article" className="panel" p="lg" aria-labelledby={`hold-${hold.id}`}>
      <Group justify="space-between" align="baseline">
        <Title order={2} id={`hold-${hold.id}`}>
          {safety.vanished(events.length, hold.calendarName)}
        </Title>
        <Text size="sm" c="dimmed">
          <Ago at={hold.at} />
        </Text>
      </Group>
      <List my="sm" spacing={4} className="held-events" {...(showsAll ? { tabIndex: 0 } : {})}>
        {shown.map(({ eventId, title, start }) => (
          <List.Item key={eventId}>
            <TextLink to="/events/$eventId" params={{ eventId }} className="row-link">
              {title || common.untitled}
            </TextLink>{' '}
            <Text span size="sm" c="dimmed">
              {start === '' ? '' : format.wall(start)}
            </Text>
          </List.Item>
        ))}
      </List>
      <Stack gap="sm" align="flex-start">
        {shown.length < events.length ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setShowsAll(true)}>
            {safety.showAll(events.length)}
          </Button>
        ) : null}
        {mayDecide ? (
          <Group gap="xs">
            <ConfirmButton
              variant="filled"
              loading={isPending}
              question={safety.discardQuestion}
              hint={safety.discardHint(hold.calendarName)}
              action={safety.discard}
              onConfirm={() => void decide({ kind: 'hold-discard', holdId: hold.id })}
            >
              {safety.discard}
            </ConfirmButton>
            <ConfirmButton
              color="red"
              variant="light"
              loading={isPending}
              question={safety.releaseQuestion}
              hint={safety.releaseHint(events.length)}
              action={safety.release}
              onConfirm={() => void decide({ kind: 'hold-release', holdId: hold.id })}
            >
              {safety.release}
            </ConfirmButton>
          </Group>
        ) : null}
        <Outcome state={state} />
      </Stack>
    </Box>
  )
}
