import type { ApiKeyView } from '@chroniton/shared/contract/access'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKey } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useCalls } from '../../hub/hub-context.tsx'
import { useAnswer } from '../../hub/queries.ts'
import { useRequest } from '../../hub/use-request.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { useNow } from '../../parts/now.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { Answer } from '../../parts/states.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'
import { AddKey } from './add-key.tsx'

/** The keys by which scripts enter. */
export function KeySettings() {
  const { words } = useWords()
  const { keys, parts } = words.settings
  const [isAdding, { open, close }] = useDisclosure(false)
  const query = useAnswer(['access', 'keys'], (calls) => calls.access.apiKeys.query())
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={620}>
          {keys.hint}
        </Text>
        <Button leftSection={<IconKey size={16} />} onClick={open}>
          {keys.add}
        </Button>
      </Group>
      <AddKey isOpen={isAdding} onClose={close} />
      <Answer query={query}>
        {(shown) => (
          <Section title={parts.keys} count={shown.length} empty={shown.length === 0 ? keys.none : null} flush>
            <div className="lines">
              {shown.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </div>
          </Section>
        )}
      </Answer>
    </Stack>
  )
}

function KeyRow({ apiKey }: { apiKey: ApiKeyView }) {
  const { words, format } = useWords()
  const { keys } = words.settings
  const calls = useCalls()
  const queries = useQueryClient()
  const now = useNow()
  const { isPending, problem, run } = useRequest()
  const { expiresAt } = apiKey
  const good =
    expiresAt === null
      ? keys.noExpiry
      : Date.parse(expiresAt) <= now
        ? keys.expired
        : keys.expiresOn(format.moment(expiresAt))
  return (
    <Stack gap={4} py="sm" px="lg">
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={600}>{apiKey.name}</Text>
          <Text size="sm" c="dimmed" component="div">
            {apiKey.permissions.join(', ')} · {good} · {keys.madeBy(apiKey.createdBy)} ·{' '}
            {apiKey.lastUsedAt === null ? (
              keys.neverUsed
            ) : (
              <>
                {keys.lastUsed} <Ago at={apiKey.lastUsedAt} />
              </>
            )}
          </Text>
        </div>
        <ConfirmButton
          size="compact-sm"
          variant="subtle"
          color="red"
          loading={isPending}
          question={keys.revokeQuestion(apiKey.name)}
          hint={keys.revokeHint}
          action={keys.revoke}
          onConfirm={() =>
            void run(async () => {
              await calls.access.revokeApiKey.mutate(apiKey.id)
              await queries.invalidateQueries({ queryKey: ['access'] })
            })
          }
        >
          {keys.revoke}
        </ConfirmButton>
      </Group>
      {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
    </Stack>
  )
}
