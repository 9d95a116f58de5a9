import type { ConflictView } from '@chroniton/shared/contract/views'
import { Box, Button, Group, Text, Title } from '@mantine/core'
import { useMay } from '../../hub/hub-context.tsx'
import { TextLink } from '../../parts/links.tsx'
import { Outcome } from '../../parts/outcome.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'
import { ConflictField } from './conflict-field.tsx'
import { commonSides } from './similar.ts'
import { useResolution } from './use-resolution.ts'

/** Everything that is in conflict in one event. */
export function ConflictCard({ conflicts, open }: { conflicts: ConflictView[]; open: readonly ConflictView[] }) {
  const resolution = useResolution()
  const { words } = useWords()
  const mayDecide = useMay('operate')
  const [first] = conflicts
  if (first === undefined) return null
  const sides = conflicts.length > 1 && first.state === 'open' && mayDecide ? commonSides(conflicts) : []
  const chooseAll = (name: string) =>
    resolution.choose(
      conflicts.map((conflict) => ({ conflict, side: conflict.current.name === name ? 'current' : 'other' })),
    )
  return (
    <Box component="article" className="panel" p="lg" aria-labelledby={`conflict-${first.id}`}>
      <Group justify="space-between" align="baseline">
        <Title order={2} id={`conflict-${first.id}`}>
          <TextLink to="/events/$eventId" params={{ eventId: first.eventId }} className="row-link" inherit>
            {first.title || words.common.untitled}
          </TextLink>
        </Title>
        <Text size="sm" c="dimmed">
          <Ago at={first.at} />
        </Text>
      </Group>
      {sides.length === 0 ? null : (
        <Group mt="xs" gap="xs" role="group" aria-label={words.conflicts.chooseFor}>
          {sides.map((name) => (
            <Button
              key={name}
              size="xs"
              variant="default"
              loading={resolution.isPending}
              onClick={() => void chooseAll(name)}
            >
              {words.conflicts.all(name, conflicts.length)}
            </Button>
          ))}
        </Group>
      )}
      <div className="lines">
        {conflicts.map((conflict) => (
          <ConflictField key={conflict.id} conflict={conflict} open={open} resolution={resolution} />
        ))}
      </div>
      {resolution.progress === null || resolution.progress.all < 2 ? null : (
        <Text size="sm" role="status">
          {words.conflicts.progress(resolution.progress.done, resolution.progress.all)}
        </Text>
      )}
      <Outcome state={resolution.state} />
    </Box>
  )
}
