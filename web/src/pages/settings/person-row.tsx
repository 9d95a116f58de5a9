import type { PersonView } from '@chroniton/shared/contract/access'
import type { Role } from '@chroniton/shared/contract/permission'
import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useCalls, useSignedIn } from '../../hub/hub-context.tsx'
import { useRequest } from '../../hub/use-request.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'
import { PasswordLink } from './password-link.tsx'

/** One person: the role, how they sign in, and what may be done about it. */
export function PersonRow({ person }: { person: PersonView }) {
  const { words, format } = useWords()
  const { people } = words.settings
  const calls = useCalls()
  const { me } = useSignedIn()
  const queries = useQueryClient()
  const { isPending, problem, run } = useRequest()
  const [link, setLink] = useState<{ path: string; expiresAt: string } | null>(null)
  const act = (work: () => Promise<unknown>) =>
    void run(async () => {
      await work()
      await queries.invalidateQueries({ queryKey: ['access'] })
    })
  const ways = [
    ...(person.hasPassword ? [people.byPassword] : []),
    ...(person.hasOpenIdConnect ? [people.byProvider] : []),
  ]
  return (
    <Stack gap="xs" py="sm" px="lg">
      <Group justify="space-between">
        <div>
          <Text fw={600}>
            {person.name}
            {person.id === me.personId ? ` (${people.you})` : ''}
          </Text>
          <Text size="sm" c="dimmed" component="div">
            {ways.length === 0 ? people.notYet : people.signsIn(format.list(ways))} ·{' '}
            {person.lastSignInAt === null ? (
              people.never
            ) : (
              <>
                {people.lastSignIn} <Ago at={person.lastSignInAt} />
              </>
            )}{' '}
            · {people.sessions(person.sessions)}
          </Text>
        </div>
        <Select
          aria-label={`${people.role}: ${person.name}`}
          allowDeselect={false}
          disabled={isPending}
          w={160}
          value={person.role}
          onChange={(role) =>
            act(() => calls.access.changePerson.mutate({ personId: person.id, changes: { role: role as Role } }))
          }
          data={Object.entries(people.roleNames).map(([value, label]) => ({ value, label }))}
        />
      </Group>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          loading={isPending}
          onClick={() => act(async () => setLink(await calls.access.passwordLink.mutate(person.id)))}
        >
          {people.link}
        </Button>
        <ConfirmButton
          size="compact-sm"
          disabled={isPending || person.sessions === 0}
          question={people.endQuestion(person.name)}
          hint={people.endHint}
          action={people.endSessions}
          onConfirm={() => act(() => calls.access.endSessions.mutate(person.id))}
        >
          {people.endSessions}
        </ConfirmButton>
        <ConfirmButton
          size="compact-sm"
          variant="subtle"
          color="red"
          disabled={isPending}
          question={people.removeQuestion(person.name)}
          hint={people.removeHint}
          action={people.remove}
          onConfirm={() => act(() => calls.access.removePerson.mutate(person.id))}
        >
          {people.remove}
        </ConfirmButton>
      </Group>
      {link === null ? null : <PasswordLink link={link} />}
      {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
    </Stack>
  )
}
