import { PasswordInput } from '@mantine/core'
import { useWords } from '../../words/words-context.tsx'

/** What the hub asks of a password at least. */
export const PASSWORD_CHARACTERS = 12

export function NewPassword(props: { value: string; onChange: (value: string) => void; label?: string }) {
  const { words } = useWords()
  const isTooShort = props.value !== '' && props.value.length < PASSWORD_CHARACTERS
  return (
    <PasswordInput
      label={props.label ?? words.entry.password}
      description={words.entry.passwordHint}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      error={isTooShort ? words.entry.passwordTooShort : null}
      minLength={PASSWORD_CHARACTERS}
      autoComplete="new-password"
      required
    />
  )
}
