import type { ConflictSide as Shown } from '@chroniton/shared/contract/views'
import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { fieldText } from '../../parts/fields/field-text.ts'
import { Time } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'

/** One side of a conflict: who wrote what, and when. */
export function ConflictSide(props: {
  label: string
  path: string
  side: Shown
  stands: boolean
  children?: ReactNode
}) {
  const { label, path, side } = props
  const speech = useWords()
  const { conflicts } = speech.words
  return (
    <Stack className="side" data-stands={props.stands || undefined} gap={6}>
      <Text size="xs" c="dimmed" fw={600}>
        {label}
      </Text>
      <Text className="value">
        {side.deleted ? conflicts.deletedSide : path === '' ? conflicts.keptSide : fieldText(path, side.value, speech)}
      </Text>
      <Text size="xs" c="dimmed">
        {side.name} · <Time at={side.at} />
      </Text>
      {props.children}
    </Stack>
  )
}
