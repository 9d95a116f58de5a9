import { Avatar, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconSelector } from '@tabler/icons-react'
import { lazy, Suspense, useId, useState } from 'react'
import { useSignedIn } from '../hub/hub-context.tsx'
import { useWords } from '../words/words-context.tsx'

const AccountChoices = lazy(async () => ({ default: (await import('./account-choices.tsx')).AccountChoices }))

/** Who is signed in; pressed, it shows what concerns only them. */
export function AccountMenu() {
  const { me } = useSignedIn()
  const { words } = useWords()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <UnstyledButton className="account" popoverTarget={id}>
        <Avatar size={30} radius="xl" color="ink" name={me.name} aria-hidden />
        <VisuallyHidden>{words.shell.account}: </VisuallyHidden>
        <Text size="sm" fw={500} truncate>
          {me.name}
        </Text>
        <IconSelector size={16} aria-hidden />
      </UnstyledButton>
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label={words.shell.account}
        className="account-choices"
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {isOpen ? (
          <Suspense>
            <AccountChoices />
          </Suspense>
        ) : null}
      </div>
    </>
  )
}
