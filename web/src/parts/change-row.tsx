import type { ChangeView } from '@chroniton/shared/contract/views'
import { Group, Stack, Text } from '@mantine/core'
import { useMay } from '../hub/hub-context.tsx'
import { useDecision } from '../hub/use-decision.ts'
import { Tag, type Tone } from './tag.tsx'
import { useWords } from '../words/words-context.tsx'
import { Author } from './author.tsx'
import { ConfirmButton } from './confirm-button.tsx'
import { FieldChanges } from './fields/field-changes.tsx'
import { TextLink } from './links.tsx'
import { Outcome } from './outcome.tsx'
import { Ago } from './time.tsx'

const TONES: Record<ChangeView['what'], Tone> = {
  created: 'good',
  changed: 'accent',
  deleted: 'bad',
  restored: 'accent',
}

/** One change of one event: who, when, what it made of which field; and the way back. `named` links to the event. */
export function ChangeRow({ change, named }: { change: ChangeView; named: boolean }) {
  const { words } = useWords()
  const { activity, common } = words
  const { state, isPending, decide } = useDecision()
  const mayUndo = useMay('operate') && !change.undone
  return (
    <Stack gap={6} py="sm" px="lg">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2} miw={0}>
          <Group gap="xs">
            <Tag tone={TONES[change.what]}>{activity.what[change.what]}</Tag>
            {named ? (
              <TextLink to="/events/$eventId" params={{ eventId: change.eventId }} className="row-link" fw={600}>
                {change.title || common.untitled}
              </TextLink>
            ) : null}
            {change.undone ? <Tag tone="quiet">{activity.undone}</Tag> : null}
          </Group>
          <Text size="sm" c="dimmed" component="div">
            <Author by={change.by} /> · <Ago at={change.at} />
          </Text>
        </Stack>
        {mayUndo ? (
          <ConfirmButton
            size="compact-sm"
            variant="subtle"
            loading={isPending}
            question={activity.undoQuestion}
            hint={activity.undoHint}
            action={activity.undo}
            aria-label={`${activity.undo}: ${change.title || common.untitled}`}
            onConfirm={() => void decide({ kind: 'undo', changeId: change.id })}
          >
            {activity.undo}
          </ConfirmButton>
        ) : null}
      </Group>
      <FieldChanges patch={change.patch} inverse={change.inverse} />
      <Outcome state={state} />
    </Stack>
  )
}
