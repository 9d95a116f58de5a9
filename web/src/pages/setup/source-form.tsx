import type { SourceCheck, SourceInput, SourceKind } from '@chroniton/shared/contract/source'
import { Alert, Button, Group, List, Select, Stack, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useCalls } from '../../hub/hub-context.tsx'
import { useAnswer } from '../../hub/queries.ts'
import { useRequest } from '../../hub/use-request.ts'
import { Problem } from '../../parts/problem.tsx'
import { Answer } from '../../parts/states.tsx'
import { Swatch } from '../../parts/swatch.tsx'
import { useWords } from '../../words/words-context.tsx'
import { SourceFieldInput } from './source-field-input.tsx'

/** Enters an account that the hub itself reads. The form is drawn from the registry of providers. */
export function SourceForm({ onAdded }: { onAdded: () => void }) {
  const kinds = useAnswer(['sources', 'kinds'], (calls, signal) => calls.sources.kinds.query(undefined, { signal }))
  return (
    <Answer query={kinds}>{(all) => <Form kinds={all.filter(({ writable }) => writable)} onAdded={onAdded} />}</Answer>
  )
}

function Form({ kinds, onAdded }: { kinds: SourceKind[]; onAdded: () => void }) {
  const { words } = useWords()
  const text = words.setup
  const calls = useCalls()
  const [kindId, setKindId] = useState(kinds[0]?.id ?? '')
  const [fields, setFields] = useState<SourceInput['fields']>({})
  const [checked, setChecked] = useState<SourceCheck | null>(null)
  const { run, problem, isPending } = useRequest()
  const kind = kinds.find(({ id }) => id === kindId)
  if (kind === undefined) return null

  const source = (): SourceInput => ({
    kind: kind.id,
    name: kind.label,
    fields,
    enabled: true,
    syncIntervalMinutes: null,
    direction: 'bidirectional',
    calendars: [],
  })
  const check = async (event: FormEvent) => {
    event.preventDefault()
    setChecked(await run(() => calls.sources.check.mutate({ source: source() })))
  }
  const add = async () => {
    if ((await run(() => calls.sources.add.mutate(source()))) !== null) onAdded()
  }
  const put = (name: string, value: string | boolean) => {
    setChecked(null)
    setFields((held) => ({ ...held, [name]: value }))
  }
  return (
    <form onSubmit={(event) => void check(event)}>
      <Stack>
        <Text size="sm" c="dimmed">
          {text.accountHint}
        </Text>
        <Select
          label={text.kind}
          data={kinds.map(({ id, label }) => ({ value: id, label }))}
          value={kindId}
          allowDeselect={false}
          onChange={(value) => {
            setKindId(value ?? '')
            setFields({})
            setChecked(null)
          }}
        />
        {kind.help === null ? null : <Text size="sm">{kind.help}</Text>}
        {kind.fields.map((field) => (
          <SourceFieldInput
            key={`${kind.id} ${field.name}`}
            field={field}
            value={fields[field.name]}
            onChange={(value) => put(field.name, value)}
          />
        ))}
        {problem === null ? null : (
          <div role="alert">
            <Problem code={problem.code} detail={problem.detail} />
          </div>
        )}
        {checked === null ? null : checked.ok ? (
          <Alert color="teal" icon={<IconCircleCheck size={20} />} title={text.checked(checked.account)} role="status">
            <Text size="sm">{text.calendarsThere}</Text>
            <List size="sm" listStyleType="none">
              {checked.calendars.map(({ nativeId, name, color }) => (
                <List.Item key={nativeId}>
                  <Swatch color={color} /> {name}
                </List.Item>
              ))}
            </List>
          </Alert>
        ) : (
          <div role="alert">
            <Problem code={checked.code} detail={checked.detail} />
          </div>
        )}
        <Group>
          <Button type="submit" variant={checked?.ok === true ? 'default' : 'filled'} loading={isPending}>
            {text.check}
          </Button>
          {checked?.ok === true ? (
            <Button onClick={() => void add()} loading={isPending}>
              {text.use}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  )
}
