import type { Role } from '@chroniton/shared/contract/permission'
import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useCalls } from '../../hub/hub-context.tsx'
import { useRequest } from '../../hub/use-request.ts'
import { Problem } from '../../parts/problem.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useWords } from '../../words/words-context.tsx'
import { PasswordLink } from './password-link.tsx'

/** Adds a person, and gives the link by which they choose a password. */
export function AddPerson({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { words } = useWords()
  return (
    <Dialog title={words.settings.people.add} isOpen={isOpen} onClose={onClose}>
      <PersonForm onDone={onClose} />
    </Dialog>
  )
}

function PersonForm({ onDone }: { onDone: () => void }) {
  const { words } = useWords()
  const { people } = words.settings
  const calls = useCalls()
  const queries = useQueryClient()
  const { isPending, problem, run } = useRequest()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const [link, setLink] = useState<{ path: string; expiresAt: string } | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      const person = await calls.access.addPerson.mutate({ name, role })
      setLink(await calls.access.passwordLink.mutate(person.id))
      await queries.invalidateQueries({ queryKey: ['access'] })
    })
  }
  if (link !== null) {
    return (
      <Stack>
        <PasswordLink link={link} />
        <Group justify="flex-end">
          <Button onClick={onDone}>{words.common.done}</Button>
        </Group>
      </Stack>
    )
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={people.name}
          required
          data-autofocus
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={people.role}
          allowDeselect={false}
          value={role}
          onChange={(value) => setRole(value as Role)}
          data={Object.entries(people.roles).map(([value, label]) => ({ value, label }))}
        />
        {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {words.common.cancel}
          </Button>
          <Button type="submit" loading={isPending} disabled={name.trim() === ''}>
            {people.add}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
