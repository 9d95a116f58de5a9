import type { Instant } from '@chroniton/shared/contract/ids'
import type { Permission } from '@chroniton/shared/contract/permission'
import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useCalls, useSignedIn } from '../../hub/hub-context.tsx'
import { useRequest } from '../../hub/use-request.ts'
import { CopyField } from '../../parts/copy-field.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useWords } from '../../words/words-context.tsx'

/** Makes a key and shows it, this once. */
export function AddKey({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { words } = useWords()
  return (
    <Dialog title={words.settings.keys.add} isOpen={isOpen} onClose={onClose}>
      <KeyForm onDone={onClose} />
    </Dialog>
  )
}

function KeyForm({ onDone }: { onDone: () => void }) {
  const { words } = useWords()
  const { keys } = words.settings
  const calls = useCalls()
  const { me } = useSignedIn()
  const queries = useQueryClient()
  const { isPending, problem, run } = useRequest()
  const [name, setName] = useState('')
  const [permissions, setPermissions] = useState<Permission[]>(['read'])
  const [lastDay, setLastDay] = useState('')
  const [key, setKey] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      // A key is good to the end of its last day, where the person is.
      const expiresAt = lastDay === '' ? null : (new Date(`${lastDay}T23:59:59`).toISOString() as Instant)
      setKey((await calls.access.createApiKey.mutate({ name, permissions, expiresAt })).key)
      await queries.invalidateQueries({ queryKey: ['access'] })
    })
  }
  if (key !== null) {
    return (
      <Stack>
        <Text size="sm">{keys.madeHint}</Text>
        <CopyField label={keys.made} text={key} />
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
          label={keys.name}
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox.Group label={keys.permissions} value={permissions} onChange={(value) => setPermissions(value)}>
          <Stack gap="xs" mt={6}>
            {me.permissions.map((permission) => (
              <Checkbox key={permission} value={permission} label={keys.permissionNames[permission]} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput
          type="date"
          label={keys.expires}
          value={lastDay}
          onChange={(event) => setLastDay(event.currentTarget.value)}
        />
        {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {words.common.cancel}
          </Button>
          <Button type="submit" loading={isPending} disabled={name.trim() === '' || permissions.length === 0}>
            {keys.add}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
