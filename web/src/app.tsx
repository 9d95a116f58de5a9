import { AppShell, Badge, Group, Title } from '@mantine/core'
import type { ConnectionState } from './hub/connection.ts'
import { useLive } from './hub/hub-context.tsx'
import { KeyPage } from './pages/key-page.tsx'
import { OverviewPage } from './pages/overview-page.tsx'
import { WaitingPage } from './pages/waiting-page.tsx'

const SHOWN: Record<ConnectionState, { color: string; words: string }> = {
  connecting: { color: 'gray', words: 'Connecting' },
  live: { color: 'teal', words: 'Live' },
  cut: { color: 'orange', words: 'Reconnecting' },
  refused: { color: 'red', words: 'Not signed in' },
}

export function App() {
  const { state, overview } = useLive()
  if (state === 'refused') return <KeyPage refused />
  return (
    <AppShell header={{ height: 56 }} padding="md">
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between">
          <Group gap="xs">
            <img src="/favicon.svg" alt="" width={24} height={24} />
            <Title order={1} size="h3">
              Chroniton
            </Title>
          </Group>
          <Badge color={SHOWN[state].color} variant="light" role="status">
            {SHOWN[state].words}
          </Badge>
        </Group>
      </AppShell.Header>
      <AppShell.Main>{overview === null ? <WaitingPage /> : <OverviewPage overview={overview} />}</AppShell.Main>
    </AppShell>
  )
}
