import { Center, Loader, Stack, Text } from '@mantine/core'
import { useWords } from '../../words/words-context.tsx'

export function WaitingPage({ isUnreachable }: { isUnreachable: boolean }) {
  const { words } = useWords()
  return (
    <Center mih="100vh" component="main">
      <Stack align="center" gap="sm" role="status">
        <Loader type="dots" />
        <Text c="dimmed">{isUnreachable ? words.entry.unreachable : words.shell.connecting}</Text>
      </Stack>
    </Center>
  )
}
