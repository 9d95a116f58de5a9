import { Group, Text } from '@mantine/core'
import type { ConnectionState } from '../hub/live-store.ts'
import { useLive } from '../hub/hub-context.tsx'
import { useWords } from '../words/words-context.tsx'

const DOTS: Record<ConnectionState, string> = { connecting: 'warn', live: 'good', cut: 'warn', refused: 'bad' }

export function LiveBadge() {
  const state = useLive((live) => live.state)
  const { words } = useWords()
  return (
    <Group gap={8} wrap="nowrap">
      <span className="dot" data-state={DOTS[state]} aria-hidden />
      <Text size="sm" c="dimmed">
        {words.shell.connection[state]}
      </Text>
    </Group>
  )
}
