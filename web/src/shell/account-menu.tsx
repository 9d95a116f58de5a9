import {
  Avatar,
  Button,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  VisuallyHidden,
  useMantineColorScheme,
} from '@mantine/core'
import type { ReactNode } from 'react'
import { IconLogout, IconSelector } from '@tabler/icons-react'
import { useSignedIn } from '../hub/hub-context.tsx'
import { LANGUAGES, type Language } from '../words/languages.ts'
import { useWords } from '../words/words-context.tsx'

const isLanguage = (value: string): value is Language => Object.hasOwn(LANGUAGES, value)

/** Who is signed in, and what concerns only them: language, appearance, signing out. */
export function AccountMenu() {
  const { me, signOut } = useSignedIn()
  const { words, language, speak } = useWords()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Popover position="top-start" width={260} shadow="md" trapFocus returnFocus withinPortal={false}>
      <Popover.Target>
        <UnstyledButton className="account">
          <Avatar size={30} radius="xl" color="ink" name={me.name} aria-hidden />
          <VisuallyHidden>{words.shell.account}: </VisuallyHidden>
          <Text size="sm" fw={500} truncate>
            {me.name}
          </Text>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
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
      </Popover.Dropdown>
    </Popover>
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
