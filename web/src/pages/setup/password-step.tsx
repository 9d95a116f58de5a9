import { Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSignedIn } from '../../hub/hub-context.tsx'
import { setUp } from '../../hub/session.ts'
import { useRequest } from '../../hub/use-request.ts'
import { Problem } from '../../parts/problem.tsx'
import { useWords } from '../../words/words-context.tsx'
import { NewPassword, PASSWORD_CHARACTERS } from '../entry/new-password.tsx'

/** The first owner. From here on a cookie carries the session, and the key of the link is forgotten. */
export function PasswordStep() {
  const { words } = useWords()
  const text = words.setup
  const { key, enterByCookie } = useSignedIn()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { run, problem, isPending } = useRequest()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await run(() => setUp(key, name, password))) !== null) enterByCookie()
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <div>
          <Title order={2}>{text.passwordTitle}</Title>
          <Text c="dimmed">{text.passwordHint}</Text>
        </div>
        <TextInput
          label={words.entry.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="username"
          maxLength={200}
          required
        />
        <NewPassword value={password} onChange={setPassword} />
        {problem === null ? null : (
          <div role="alert">
            <Problem code={problem.code} detail={problem.detail} />
          </div>
        )}
        <Button
          type="submit"
          loading={isPending}
          disabled={name.trim() === '' || password.length < PASSWORD_CHARACTERS}
          style={{ alignSelf: 'flex-start' }}
        >
          {text.create}
        </Button>
      </Stack>
    </form>
  )
}
