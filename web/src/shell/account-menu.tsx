import { Avatar, Text, VisuallyHidden } from '@mantine/core'
import { IconSelector } from '@tabler/icons-react'
import { lazy } from 'react'
import { useSignedIn } from '../hub/hub-context.tsx'
import { PopUp } from '../parts/pop-up.tsx'
import { useWords } from '../words/words-context.tsx'

const AccountChoices = lazy(async () => ({ default: (await import('./account-choices.tsx')).AccountChoices }))

/** Who is signed in; pressed, it shows what concerns only them. */
export function AccountMenu() {
  const { me } = useSignedIn()
  const { words } = useWords()
  return (
    <PopUp
      label={words.shell.account}
      className="account"
      width={260}
      button={
        <>
          <Avatar size={30} radius="xl" color="ink" name={me.name} aria-hidden />
          <VisuallyHidden>{words.shell.account}: </VisuallyHidden>
          <Text size="sm" fw={500} truncate>
            {me.name}
          </Text>
          <IconSelector size={16} aria-hidden />
        </>
      }
    >
      {() => <AccountChoices />}
    </PopUp>
  )
}
