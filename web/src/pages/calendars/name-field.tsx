import { ActionIcon, Group, TextInput, UnstyledButton } from '@mantine/core'
import { IconCheck, IconPencil, IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useWords } from '../../words/words-context.tsx'

/** A name that is changed where it stands: Enter takes it, Escape leaves it. */
export function NameField(props: {
  name: string
  canChange: boolean
  onChange: (name: string) => void
  children: ReactNode
}) {
  const { words } = useWords()
  const [draft, setDraft] = useState<string | null>(null)
  if (draft === null) {
    return (
      <Group gap={4} wrap="nowrap" miw={0}>
        {props.children}
        {props.canChange ? (
          <UnstyledButton
            className="icon-button"
            aria-label={words.calendars.rename(props.name)}
            title={words.calendars.rename(props.name)}
            onClick={() => setDraft(props.name)}
          >
            <IconPencil size={16} aria-hidden />
          </UnstyledButton>
        ) : null}
      </Group>
    )
  }
  const take = () => {
    const name = draft.trim()
    setDraft(null)
    if (name !== '' && name !== props.name) props.onChange(name)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        take()
      }}
    >
      <Group gap={4} wrap="nowrap">
        <TextInput
          size="xs"
          aria-label={words.calendars.name}
          value={draft}
          maxLength={1000}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
          ref={(input) => {
            if (input !== null && document.activeElement !== input) input.focus()
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setDraft(null)
          }}
        />
        <ActionIcon type="submit" variant="light" aria-label={words.common.save}>
          <IconCheck size={16} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label={words.common.cancel} onClick={() => setDraft(null)}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
    </form>
  )
}
