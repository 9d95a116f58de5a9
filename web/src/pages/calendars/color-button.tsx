import { ActionIcon, ColorInput, ColorSwatch, Popover, SimpleGrid, Stack, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { Swatch } from '../../parts/swatch.tsx'
import { useWords } from '../../words/words-context.tsx'

/** Far enough apart to be told from each other, also by most who see colours differently. */
const COLORS = [
  '#4459d6',
  '#1c7ed6',
  '#0c8599',
  '#2f9e44',
  '#74b816',
  '#f08c00',
  '#e8590c',
  '#e03131',
  '#c2255c',
  '#9c36b5',
  '#6f5b4b',
  '#5f6b7a',
]

const COLOR = /^#[0-9a-f]{6}$/

export function ColorButton(props: {
  label: string
  color: string | null
  disabled: boolean
  onChoose: (color: string) => void
}) {
  const { words } = useWords()
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const [text, setText] = useState(props.color ?? '')
  const choose = (color: string) => {
    close()
    if (color !== props.color) props.onChoose(color)
  }
  if (props.disabled) return <Swatch color={props.color} />
  return (
    <Popover opened={isOpen} onChange={close} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label={words.calendars.colour}>
          <ActionIcon variant="subtle" color="gray" onClick={toggle} aria-label={props.label} aria-expanded={isOpen}>
            <Swatch color={props.color} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" w={216}>
          <SimpleGrid cols={6} spacing={8}>
            {COLORS.map((color) => (
              <ColorSwatch
                key={color}
                component="button"
                type="button"
                color={color}
                size={28}
                aria-label={color}
                aria-pressed={color === props.color}
                onClick={() => choose(color)}
              />
            ))}
          </SimpleGrid>
          <ColorInput
            size="xs"
            aria-label={words.calendars.colour}
            value={text}
            onChange={setText}
            withPicker={false}
            withEyeDropper={false}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && COLOR.test(text.toLowerCase())) choose(text.toLowerCase())
            }}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
