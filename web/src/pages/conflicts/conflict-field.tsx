import type { ConflictView } from '@chroniton/shared/contract/views'
import { Button, Group, Menu, Stack, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useMay } from '../../hub/hub-context.tsx'
import { fieldName, fieldText } from '../../parts/fields/field-text.ts'
import { useWords } from '../../words/words-context.tsx'
import { ConflictSide } from './conflict-side.tsx'
import { OwnValue } from './own-value.tsx'
import { type Side, similarTo } from './similar.ts'
import type { useResolution } from './use-resolution.ts'

/** One field in conflict: what it was, and the two sides to choose from. */
export function ConflictField(props: {
  conflict: ConflictView
  open: readonly ConflictView[]
  resolution: ReturnType<typeof useResolution>
}) {
  const { conflict, open, resolution } = props
  const speech = useWords()
  const { words } = speech
  const mayDecide = useMay('operate') && conflict.state === 'open'
  const button = (side: Side, label: string) =>
    mayDecide ? <Choice {...{ conflict, open, resolution, side, label }} /> : null
  return (
    <Stack gap="xs" py="sm">
      <Group justify="space-between">
        <Text fw={600}>{fieldName(conflict.path, speech)}</Text>
        {mayDecide && conflict.path !== '' ? (
          <OwnValue
            conflict={conflict}
            onWrite={(value) =>
              void resolution.decide({
                kind: 'conflict-resolve',
                conflictId: conflict.id,
                resolution: { choose: 'value', value },
              })
            }
          />
        ) : (
          <Decided conflict={conflict} />
        )}
      </Group>
      <div className="sides">
        {conflict.path === '' ? null : (
          <Stack className="side" gap={6}>
            <Text size="xs" c="dimmed" fw={600}>
              {words.conflicts.base}
            </Text>
            <Text className="value">{fieldText(conflict.path, conflict.base, speech)}</Text>
          </Stack>
        )}
        <ConflictSide label={words.conflicts.current} path={conflict.path} side={conflict.current} stands>
          {button('current', words.conflicts.keep)}
        </ConflictSide>
        <ConflictSide label={words.conflicts.other} path={conflict.path} side={conflict.other} stands={false}>
          {button('other', words.conflicts.take)}
        </ConflictSide>
      </div>
    </Stack>
  )
}

function Decided({ conflict }: { conflict: ConflictView }) {
  const { words } = useWords()
  if (conflict.state === 'open') return null
  const { decidedBy, strategy } = conflict
  const who = decidedBy === 'rule' ? `${words.conflicts.byRule} (${words.conflicts.strategies[strategy]})` : decidedBy
  return (
    <Text size="sm" c="dimmed">
      {words.conflicts.by(who ?? '')}
    </Text>
  )
}

/** Chooses a side here, or with one more step in every similar conflict as well. */
function Choice(props: {
  conflict: ConflictView
  open: readonly ConflictView[]
  resolution: ReturnType<typeof useResolution>
  side: Side
  label: string
}) {
  const { conflict, side, label, resolution } = props
  const { words } = useWords()
  const here = { conflict, side }
  const similar = similarTo(conflict, side, props.open)
  const variant = side === 'current' ? 'default' : 'light'
  return (
    <Button.Group mt="auto" pt={4}>
      <Button size="xs" variant={variant} loading={resolution.isPending} onClick={() => void resolution.choose([here])}>
        {label}
      </Button>
      {similar.length === 0 ? null : (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button size="xs" px={6} variant={variant} aria-label={words.conflicts.similarTitle}>
              <IconChevronDown size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{words.conflicts.similarHint}</Menu.Label>
            <Menu.Item onClick={() => void resolution.choose([here, ...similar])}>
              {words.conflicts.similar(conflict[side].name, similar.length)}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Button.Group>
  )
}
