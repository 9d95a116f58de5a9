import type { SignInWays } from '@chroniton/shared/contract/access'
import { SIGN_IN_PROBLEM_PARAMETER } from '@chroniton/shared/contract/page'
import { isErrorCode } from '@chroniton/shared/contract/errors'
import { Alert, Anchor, Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { signIn } from '../../hub/session.ts'
import { useRequest } from '../../hub/use-request.ts'
import { Problem } from '../../parts/problem.tsx'
import { useWords } from '../../words/words-context.tsx'
import { EntryFrame } from './entry-frame.tsx'
import { KeyForm } from './key-form.tsx'

/** Every way into this hub: a password, the company's OpenID Connect provider, the admin key. */
export function SignInPage(props: { ways: SignInWays; keyRefused: boolean; onSignedIn: () => void }) {
  const { words } = useWords()
  const { ways } = props
  const [wantsKey, setWantsKey] = useState(props.keyRefused || (!ways.password && ways.openIdConnect === null))
  return (
    <EntryFrame title={wantsKey ? 'Chroniton' : words.entry.signIn}>
      <RefusedElsewhere />
      {wantsKey ? (
        <KeyForm refused={props.keyRefused} />
      ) : (
        <Stack>
          {ways.openIdConnect === null ? null : (
            <Button component="a" href="/auth/oidc" variant="default" size="md">
              {words.entry.signInWith(ways.openIdConnect)}
            </Button>
          )}
          {ways.openIdConnect !== null && ways.password ? <Divider label={words.entry.or} /> : null}
          {ways.password ? <PasswordForm onSignedIn={props.onSignedIn} /> : null}
        </Stack>
      )}
      {ways.password || ways.openIdConnect !== null ? (
        <Anchor component="button" type="button" size="sm" onClick={() => setWantsKey(!wantsKey)}>
          {wantsKey ? words.entry.signIn : words.entry.withKey}
        </Anchor>
      ) : null}
    </EntryFrame>
  )
}

function PasswordForm({ onSignedIn }: { onSignedIn: () => void }) {
  const { words } = useWords()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { run, problem, isPending } = useRequest()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await run(() => signIn(name, password))) !== null) onSignedIn()
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <TextInput
          label={words.entry.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="username"
          required
        />
        <PasswordInput
          label={words.entry.password}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
        />
        {problem === null ? null : (
          <div role="alert">
            {problem.code === 'unauthenticated' ? (
              <Text size="sm" className="bad">
                {words.entry.wrong}
              </Text>
            ) : (
              <Problem code={problem.code} detail={problem.detail} />
            )}
          </div>
        )}
        <Button type="submit" loading={isPending}>
          {words.entry.signIn}
        </Button>
      </Stack>
    </form>
  )
}

/** Why the way over the OpenID Connect provider did not lead in. */
function RefusedElsewhere() {
  const code = new URLSearchParams(location.hash.slice(1)).get(SIGN_IN_PROBLEM_PARAMETER)
  if (!isErrorCode(code)) return null
  return (
    <Alert color="red" role="alert">
      <Problem code={code} detail="" />
    </Alert>
  )
}
