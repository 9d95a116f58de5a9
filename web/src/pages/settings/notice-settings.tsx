import type { AlertKind, OperationsChange, OperationsView } from '@chroniton/shared/contract/operations'
import { Button, Checkbox, Fieldset, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useCalls, useMay } from '../../hub/hub-context.tsx'
import { useAnswer } from '../../hub/queries.ts'
import { useRequest } from '../../hub/use-request.ts'
import { Problem } from '../../parts/problem.tsx'
import { Answer } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'
import { TestNotice } from './test-notice.tsx'

/** Whom the hub tells when something needs a person, and how long it keeps things. */
export function NoticeSettings() {
  const query = useAnswer(['operations', 'settings'], (calls) => calls.operations.settings.query())
  return <Answer query={query}>{(shown) => <NoticeForm key={JSON.stringify(shown)} shown={shown} />}</Answer>
}

function NoticeForm({ shown }: { shown: OperationsView }) {
  const { words } = useWords()
  const { notices } = words.settings
  const calls = useCalls()
  const queries = useQueryClient()
  const mayChange = useMay('configure')
  const { isPending, problem, run } = useRequest()
  const [kinds, setKinds] = useState<AlertKind[]>(shown.notifications.kinds)
  const [webhookUrl, setWebhookUrl] = useState(shown.notifications.webhookUrl ?? '')
  const [mail, setMail] = useState(shown.notifications.email?.to.join(', ') ?? '')
  const [logDays, setLogDays] = useState<number | string>(shown.retention.logDays)
  const [historyDays, setHistoryDays] = useState<number | string>(shown.retention.historyDays ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const addresses = mail.split(/[,;\s]+/).filter((address) => address !== '')
    const change: OperationsChange = {
      notifications: {
        kinds,
        webhookUrl: webhookUrl.trim() || null,
        email: addresses.length === 0 ? null : { to: addresses },
      },
      retention: { logDays: Number(logDays), historyDays: historyDays === '' ? null : Number(historyDays) },
    }
    void run(async () => {
      await calls.operations.change.mutate(change)
      await queries.invalidateQueries({ queryKey: ['operations'] })
    })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <Fieldset legend={words.settings.parts.notices} className="panel" p="lg" disabled={!mayChange}>
          <Stack>
            <Checkbox.Group label={notices.kinds} value={kinds} onChange={(value) => setKinds(value)}>
              <Stack gap="xs" mt={6}>
                {(Object.entries(notices.kindNames) as [AlertKind, string][]).map(([kind, name]) => (
                  <Checkbox key={kind} value={kind} label={name} disabled={!mayChange} />
                ))}
              </Stack>
            </Checkbox.Group>
            <TextInput
              type="url"
              label={notices.webhook}
              description={notices.webhookHint}
              placeholder="https://"
              value={webhookUrl}
              onChange={(event) => setWebhookUrl(event.currentTarget.value)}
            />
            <TextInput
              label={notices.email}
              description={shown.canMail ? notices.emailHint : notices.cannotMail}
              disabled={!shown.canMail}
              value={mail}
              onChange={(event) => setMail(event.currentTarget.value)}
            />
          </Stack>
        </Fieldset>
        <Fieldset legend={notices.retention} className="panel" p="lg" disabled={!mayChange}>
          <Group align="flex-start">
            <NumberInput
              label={notices.logDays}
              suffix={` ${notices.days}`}
              min={1}
              max={36_500}
              allowDecimal={false}
              required
              w={240}
              value={logDays}
              onChange={setLogDays}
            />
            <NumberInput
              label={notices.historyDays}
              description={notices.forEver}
              inputWrapperOrder={['label', 'input', 'description']}
              suffix={` ${notices.days}`}
              min={1}
              max={36_500}
              allowDecimal={false}
              w={240}
              value={historyDays}
              onChange={setHistoryDays}
            />
          </Group>
        </Fieldset>
        {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
        {mayChange ? (
          <Group>
            <Button type="submit" loading={isPending}>
              {words.common.save}
            </Button>
            <TestNotice />
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {words.common.notAllowed}
          </Text>
        )}
      </Stack>
    </form>
  )
}
