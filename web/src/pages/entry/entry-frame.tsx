import { Center, Group, Stack, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

/** The frame of the pages before one is let in. */
export function EntryFrame({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Chroniton`
  }, [title])
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={400} className="panel" p="xl" gap="lg">
        <Group gap="sm">
          <img src="/favicon.svg" alt="" width={36} height={36} />
          <Title order={1}>{title}</Title>
        </Group>
        {children}
      </Stack>
    </Center>
  )
}
