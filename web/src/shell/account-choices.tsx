import { Button, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useSignedIn } from '../hub/hub-context.tsx'
import { LANGUAGES, type Language } from '../words/languages.ts'
import { useWords } from '../words/words-context.tsx'

const isLanguage = (value: string): value is Language => Object.hasOwn(LANGUAGES, value)

/** Language, appearance, signing out. */
export function AccountChoices() {
  const { me, signOut } = useSignedIn()
  const { words, language, speak } = useWords()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Stack gap="sm">
      <Choice label={words.shell.language}>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={words.shell.language}
          value={language}
          onChange={(value) => {
            if (isLanguage(value)) speak(value)
          }}
          data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        />
      </Choice>
      <Choice label={words.shell.scheme}>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={words.shell.scheme}
          value={colorScheme}
          onChange={(value) => setColorScheme(value)}
          data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: words.shell.schemes[value] }))}
        />
      </Choice>
      {me.via === 'open' ? null : (
        <Button variant="default" size="xs" leftSection={<IconLogout size={16} />} onClick={signOut}>
          {words.shell.signOut}
        </Button>
      )}
    </Stack>
  )
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4} aria-hidden>
        {label}
      </Text>
      {children}
    </div>
  )
}
