import type { CalendarView } from '@chroniton/shared/contract/views'
import { Button, Group, Select } from '@mantine/core'
import { useState } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { Outcome } from '../../parts/outcome.tsx'
import { useWords } from '../../words/words-context.tsx'

export function AddRoute({ calendar }: { calendar: CalendarView }) {
  const { words } = useWords()
  const text = words.calendars
  const [to, setTo] = useState<string | null>(null)
  const calendars = useOverview((overview) => overview.calendars)
  const routes = useOverview((overview) => overview.routes)
  const { decide, state, isPending } = useDecision()
  const joined = new Set(routes.filter(({ from }) => from === calendar.id).map((route) => route.to))
  const choices = calendars.filter(
    ({ id, abilities, gone }) => id !== calendar.id && abilities.writeEvents && !gone && !joined.has(id),
  )
  const add = async () => {
    const target = choices.find(({ id }) => id === to)
    if (target === undefined) return
    const done = await decide({
      kind: 'route-add',
      route: {
        from: calendar.id,
        to: target.id,
        direction: calendar.abilities.writeEvents ? 'both' : 'forward',
        newEvents: 'stay',
        mode: 'mirror',
        label: 'keyword',
        followMetadata: false,
        strategy: null,
      },
    })
    if (done) setTo(null)
  }
  if (choices.length === 0) return null
  return (
    <div className="entry-block">
      <Group align="flex-end" gap="sm">
        <Select
          label={text.addRouteTo}
          data={choices.map(({ id, metadata, account }) => ({ value: id, label: `${metadata.name} (${account})` }))}
          value={to}
          onChange={setTo}
          searchable
          miw={{ base: 200, sm: 320 }}
        />
        <Button variant="default" onClick={() => void add()} loading={isPending} disabled={to === null}>
          {text.addRoute}
        </Button>
      </Group>
      <Outcome state={state} />
    </div>
  )
}
