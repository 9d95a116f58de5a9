import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useCalls, useSignedIn } from '../../hub/hub-context.tsx'
import { useRequest } from '../../hub/use-request.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { useWords } from '../../words/words-context.tsx'

/** Who one is here, and one's own password. */
export function AccountSettings() {
  const { words } = useWords()
  const { account } = words.settings
  const { me } = useSignedIn()
  return (
    <Stack gap="lg">
      <Section title={words.settings.parts.account}>
        <Text>
          {account.signedInAs} <b>{me.name}</b>. {account.may}: {me.permissions.join(', ')}.
        </Text>
        {me.personId === null ? (
          <Text size="sm" c="dimmed" mt="xs">
            {account.byKey}
          </Text>
        ) : null}
      </Section>
      {me.personId === null ? null : <PasswordForm />}
    </Stack>
  )
}

function PasswordForm() {
  const { words } = useWords()
  const { account } = words.settings
  const calls = useCalls()
  const { isPending, problem, run } = useRequest()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [isDone, setDone] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setDone(false)
    void run(async () => {
      await calls.access.changePassword.mutate({ current: current === '' ? null : current, next })
      setCurrent('')
      setNext('')
      setDone(true)
    })
  }
  return (
    <Section title={account.password}>
      <form onSubmit={submit}>
        <Stack maw={420}>
          <PasswordInput
            label={account.current}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label={account.next}
            description={account.nextHint}
            autoComplete="new-password"
            minLength={12}
            required
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
          <Group>
            <Button type="submit" loading={isPending} disabled={next.length < 12}>
              {account.change}
            </Button>
            {isDone ? (
              <Text size="sm" className="good" role="status">
                {words.settings.saved}
              </Text>
            ) : null}
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
