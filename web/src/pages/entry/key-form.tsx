import { Button, PasswordInput, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useWords } from '../../words/words-context.tsx'

/** The link the hub printed, or the key itself, lets a person in. */
export function KeyForm({ refused }: { refused: boolean }) {
  const { words } = useWords()
  const [key, setKey] = useState('')
  const open = (event: FormEvent) => {
    event.preventDefault()
    location.hash = new URLSearchParams({ key: key.trim() }).toString()
  }
  return (
    <form onSubmit={open}>
      <Stack>
        <Text size="sm" c="dimmed">
          {words.entry.keyIntro}
        </Text>
        <PasswordInput
          label={words.entry.key}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={refused ? words.entry.keyRefused : null}
          autoComplete="off"
          required
        />
        <Button type="submit">{words.entry.open}</Button>
      </Stack>
    </form>
  )
}
