import { Button, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { choosePassword } from '../../hub/session.ts'
import { useRequest } from '../../hub/use-request.ts'
import { Problem } from '../../parts/problem.tsx'
import { useWords } from '../../words/words-context.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { NewPassword } from './new-password.tsx'

/** Where a password link leads. */
export function PasswordPage({ token, onDone }: { token: string; onDone: () => void }) {
  const { words } = useWords()
  const [password, setPassword] = useState('')
  const { run, problem, isPending } = useRequest()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await run(() => choosePassword(token, password))) === null) return
    history.replaceState(null, '', '/')
    onDone()
  }
  return (
    <EntryFrame title={words.entry.choosePassword}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <NewPassword value={password} onChange={setPassword} />
          {problem === null ? null : (
            <div role="alert">
              <Problem code={problem.code} detail={problem.detail} />
            </div>
          )}
          <Button type="submit" loading={isPending}>
            {words.entry.choose}
          </Button>
        </Stack>
      </form>
    </EntryFrame>
  )
}
