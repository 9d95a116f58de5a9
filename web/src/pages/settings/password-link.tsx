import { Stack, Text } from '@mantine/core'
import { CopyField } from '../../parts/copy-field.tsx'
import { Time } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'

/** A link that leads a person to choosing a password. */
export function PasswordLink({ link }: { link: { path: string; expiresAt: string } }) {
  const { words } = useWords()
  const { people } = words.settings
  return (
    <Stack gap="xs">
      <Text size="sm">
        {people.linkHint} <Time at={link.expiresAt} />.
      </Text>
      <CopyField label={people.link} text={new URL(link.path, location.origin).href} />
    </Stack>
  )
}
