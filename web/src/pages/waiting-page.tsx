import { Center, Loader, Stack, Text } from '@mantine/core'

export function WaitingPage() {
  return (
    <Center mih="60vh">
      <Stack align="center" gap="sm">
        <Loader type="dots" />
        <Text>Connecting to the hub ...</Text>
      </Stack>
    </Center>
  )
}
