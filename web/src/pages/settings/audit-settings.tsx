import type { AuditRecord } from '@chroniton/shared/contract/access'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconDownload, IconListSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useCalls } from '../../hub/hub-context.tsx'
import { useAnswer, usePages } from '../../hub/queries.ts'
import { useRequest } from '../../hub/use-request.ts'
import { download, everyPage } from '../../parts/download.ts'
import { Problem } from '../../parts/problem.tsx'
import { EmptyState, FailureState, LoadingState } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { Tag } from '../../parts/tag.tsx'
import { useWords } from '../../words/words-context.tsx'

const MOST = 100_000
const TYPING_MS = 250

let openings = 0
/** The hub writes each down once, however often the page asks. */
const newOpening = () => `${performance.timeOrigin} ${++openings}`

/** Who did what from where. */
export function AuditSettings() {
  const { words } = useWords()
  const { audit } = words.settings
  const calls = useCalls()
  const { isPending, problem, run } = useRequest()
  const operations = useAnswer(['operations', 'settings'], (hub) => hub.operations.settings.query())
  const [who, setWho] = useState('')
  const [action, setAction] = useState('')
  const [filter] = useDebouncedValue({ who: who.trim() || null, action: action.trim() || null }, TYPING_MS)
  const save = () =>
    run(async () => {
      const reading = { opening: newOpening(), isExport: true }
      const ask = (cursor: string | null) => calls.access.audit.query({ ...filter, limit: 1000, cursor, reading })
      const records = await everyPage(ask, MOST, () => undefined)
      download('audit.jsonl', 'application/jsonl', records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    })
  return (
    <Stack>
      <Text size="sm" c="dimmed" maw={720}>
        {operations.data?.auditLogging === false ? audit.off : audit.hint}
      </Text>
      <Group justify="space-between">
        <Group>
          <TextInput
            aria-label={audit.who}
            placeholder={audit.who}
            value={who}
            onChange={(event) => setWho(event.currentTarget.value)}
          />
          <TextInput
            aria-label={audit.action}
            placeholder={audit.action}
            value={action}
            onChange={(event) => setAction(event.currentTarget.value)}
          />
        </Group>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={isPending}
          onClick={() => void save()}
        >
          {audit.export}
        </Button>
      </Group>
      {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
      <Records filter={filter} />
    </Stack>
  )
}

const line = (record: AuditRecord) => <RecordRow record={record} />

function Records({ filter }: { filter: { who: string | null; action: string | null } }) {
  const { words } = useWords()
  const { audit, parts } = words.settings
  const [opening] = useState(newOpening)
  const query = usePages(['access', 'audit', filter], (calls, cursor) =>
    calls.access.audit.query({ ...filter, limit: 200, cursor, reading: { opening, isExport: false } }),
  )
  if (query.error !== null) return <FailureState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState rows={6} />
  if (query.items.length === 0) return <EmptyState icon={IconListSearch} title={audit.none} />
  return (
    <div className="panel">
      <VirtualList
        label={parts.audit}
        items={query.items}
        keyOf={(record) => String(record.number)}
        rowHeight={64}
        onEnd={() => {
          if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
        }}
        draw={line}
      />
    </div>
  )
}

function RecordRow({ record }: { record: AuditRecord }) {
  const { words } = useWords()
  const { audit } = words.settings
  return (
    <div className="line">
      <div className="line-title">
        <b>{record.who ?? audit.anonymous}</b>
        <span>{record.action}</span>
        {record.object === null ? null : <span className="quiet">{record.object}</span>}
        {record.ok ? null : <Tag tone="bad">{audit.refused}</Tag>}
      </div>
      <div className="quiet">
        <Time at={record.at} />
        {record.from === null ? '' : ` · ${audit.from(record.from)}`}
        {record.detail === null ? '' : ` · ${record.detail}`}
      </div>
    </div>
  )
}
