import {
  Avatar,
  Menu,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  VisuallyHidden,
  useMantineColorScheme,
} from '@mantine/core'
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
    <Menu position="top-start" width={260} shadow="md" closeOnItemClick={false}>
      <Menu.Target>
        <UnstyledButton className="account">
          <Avatar size={30} radius="xl" color="ink" name={me.name} aria-hidden />
          <VisuallyHidden>{words.shell.account}: </VisuallyHidden>
          <Text size="sm" fw={500} truncate>
            {me.name}
          </Text>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.shell.language}</Menu.Label>
        <Stack px="sm" pb="xs">
          <SegmentedControl
            size="xs"
            aria-label={words.shell.language}
            value={language}
            onChange={(value) => {
              if (isLanguage(value)) speak(value)
            }}
            data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          />
        </Stack>
        <Menu.Label>{words.shell.scheme}</Menu.Label>
        <Stack px="sm" pb="xs">
          <SegmentedControl
            size="xs"
            aria-label={words.shell.scheme}
            value={colorScheme}
            onChange={(value) => setColorScheme(value)}
            data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: words.shell.schemes[value] }))}
          />
        </Stack>
        {me.via === 'open' ? null : (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
              {words.shell.signOut}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
