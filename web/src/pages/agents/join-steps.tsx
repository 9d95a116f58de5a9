import type { JoinToken } from '@chroniton/shared/contract/views'
import { Alert, Button, Group, Loader, Stack, Text, TextInput } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useCalls, useOverview } from '../../hub/hub-context.tsx'
import { useRequest } from '../../hub/use-request.ts'
import { CopyField } from '../../parts/copy-field.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Time } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'

const VALID_MINUTES = 60

/** Names an agent, gives the command that enrols it, and notices when it has arrived. */
export function JoinSteps({ onDone }: { onDone?: () => void }) {
  const { words } = useWords()
  const text = words.agents.join
  const calls = useCalls()
  const [name, setName] = useState('')
  const [asked, setAsked] = useState<{ token: JoinToken; known: ReadonlySet<string> } | null>(null)
  const agents = useOverview((overview) => overview.agents)
  const { run, problem, isPending } = useRequest()

  const make = async (event: FormEvent) => {
    event.preventDefault()
    const token = await run(() =>
      calls.admin.createJoinToken.mutate({ agentName: name.trim(), expiresInMinutes: VALID_MINUTES }),
    )
    if (token !== null) setAsked({ token, known: new Set(agents.map(({ id }) => id)) })
  }

  if (asked === null) {
    return (
      <form onSubmit={(event) => void make(event)}>
        <Stack>
          <TextInput
            label={text.name}
            description={text.nameHint}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            maxLength={200}
            data-autofocus
          />
          {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
          <Group justify="flex-end">
            <Button type="submit" loading={isPending}>
              {text.make}
            </Button>
          </Group>
        </Stack>
      </form>
    )
  }
  const arrived = agents.find(({ id, online }) => online && !asked.known.has(id))
  const command = [
    `npx chroniton-agent enroll ${location.origin} ${asked.token.token} --config agent.json`,
    'npx chroniton-agent run --config agent.json',
  ].join('\n')
  return (
    <Stack>
      <Text size="sm">{text.run}</Text>
      <CopyField text={command} label={text.enrol} />
      <Text size="sm" c="dimmed">
        {text.validUntil} <Time at={asked.token.expiresAt} />
      </Text>
      <div role="status">
        {arrived === undefined ? (
          <Group gap="sm">
            <Loader size="sm" />
            <Text>{text.waiting}</Text>
          </Group>
        ) : (
          <Alert color="teal" icon={<IconCircleCheck size={20} />}>
            {text.arrived(arrived.name)}
          </Alert>
        )}
      </div>
      {arrived === undefined || onDone === undefined ? null : (
        <Group justify="flex-end">
          <Button onClick={onDone}>{words.common.done}</Button>
        </Group>
      )}
    </Stack>
  )
}
