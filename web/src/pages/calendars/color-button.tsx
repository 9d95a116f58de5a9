import { ColorInput, ColorSwatch, SimpleGrid, Stack } from '@mantine/core'
import { useState } from 'react'
import { PopUp } from '../../parts/pop-up.tsx'
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
  if (props.disabled) return <Swatch color={props.color} />
  return (
    <PopUp
      label={words.calendars.colour}
      buttonLabel={props.label}
      className="swatch-button"
      width={250}
      button={<Swatch color={props.color} />}
    >
      {(close) => (
        <Colors
          color={props.color}
          onChoose={(color) => {
            close()
            if (color !== props.color) props.onChoose(color)
          }}
        />
      )}
    </PopUp>
  )
}

function Colors({ color, onChoose }: { color: string | null; onChoose: (color: string) => void }) {
  const { words } = useWords()
  const [text, setText] = useState(color ?? '')
  return (
    <Stack gap="sm">
      <SimpleGrid cols={6} spacing={8}>
        {COLORS.map((one) => (
          <ColorSwatch
            key={one}
            component="button"
            type="button"
            color={one}
            size={28}
            aria-label={one}
            aria-pressed={one === color}
            onClick={() => onChoose(one)}
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
          if (event.key === 'Enter' && COLOR.test(text.toLowerCase())) onChoose(text.toLowerCase())
        }}
      />
    </Stack>
  )
}
