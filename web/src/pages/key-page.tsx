import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'

/** Shown without a key or with a wrong one: the link the hub printed, or the key itself, lets a person in. */
export function KeyPage({ refused }: { refused: boolean }) {
  const [key, setKey] = useState('')
  const open = (event: FormEvent) => {
    event.preventDefault()
    location.hash = new URLSearchParams({ key: key.trim() }).toString()
  }
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" radius="md" maw={440} component="form" onSubmit={open}>
        <Stack>
          <Title order={1} size="h2">
            Chroniton
          </Title>
          <Text>
            Open the admin link that the hub printed when it started, or paste its key here. The key is also in the file{' '}
            <code>admin-key</code> in the hub’s storage folder.
          </Text>
          <PasswordInput
            label="Admin key"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            error={refused ? 'The hub does not know this key.' : null}
            autoComplete="current-password"
            required
          />
          <Button type="submit">Open</Button>
        </Stack>
      </Paper>
    </Center>
  )
}
