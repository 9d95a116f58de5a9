import type { AgentId, CalendarId, SourceId } from '@chroniton/shared/contract/ids'
import type { Destination, Layout } from '@chroniton/shared/contract/route'
import { Button, Fieldset, Group, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { useAccountName } from '../../parts/account-name.ts'
import { Outcome } from '../../parts/outcome.tsx'
import { useWords } from '../../words/words-context.tsx'

type Shown = Layout | 'none'

/** Which calendar (or account) shows everything, and how it shows where an event comes from. */
export function DestinationSettings() {
  const { words } = useWords()
  const { sync } = words.settings
  const destination = useOverview((overview) => overview.settings.destination)
  const calendars = useOverview((overview) => overview.calendars)
  const agents = useOverview((overview) => overview.agents)
  const accountOf = useAccountName()
  const mayChange = useMay('configure')
  const { state, isPending, decide } = useDecision()
  const [layout, setLayout] = useState<Shown>(destination?.layout ?? 'none')
  const [target, setTarget] = useState<string | null>(() => targetOf(destination))

  const writable = calendars.filter(({ abilities, gone }) => abilities.writeEvents && !gone)
  const accounts = new Map(
    writable.map((calendar) => [
      `${calendar.agentId}\n${calendar.sourceId}`,
      `${accountOf(calendar)} (${agents.find(({ id }) => id === calendar.agentId)?.name ?? calendar.agentId})`,
    ]),
  )
  const isPerSource = layout === 'calendar-per-source'
  const targets = isPerSource
    ? [...accounts].map(([value, label]) => ({ value, label }))
    : writable.map((each) => ({ value: each.id, label: `${each.metadata.name} (${accountOf(each)})` }))
  const wanted = destinationOf(layout, target)
  const isChanged = wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(destination)
  return (
    <Fieldset legend={sync.destination} className="panel" p="lg" disabled={!mayChange}>
      <p className="hint">{sync.destinationHint}</p>
      <Stack gap="sm">
        <Select
          label={sync.layout}
          value={layout}
          allowDeselect={false}
          onChange={(value) => {
            setLayout(value as Shown)
            setTarget(value === destination?.layout ? targetOf(destination) : null)
          }}
          data={[
            ...Object.entries(sync.layouts).map(([value, label]) => ({ value, label })),
            { value: 'none', label: sync.noDestination },
          ]}
        />
        {layout === 'none' ? null : (
          <Select
            label={isPerSource ? sync.source : sync.calendar}
            value={target}
            searchable
            onChange={setTarget}
            data={targets}
          />
        )}
        <Group>
          <Button
            disabled={!isChanged}
            loading={isPending}
            onClick={() => {
              if (wanted !== undefined) void decide({ kind: 'settings-change', changes: { destination: wanted } })
            }}
          >
            {words.common.save}
          </Button>
        </Group>
        <Outcome state={state} />
      </Stack>
    </Fieldset>
  )
}

function targetOf(destination: Destination | null): string | null {
  if (destination === null) return null
  if (destination.layout !== 'calendar-per-source') return destination.calendarId
  return destination.agentId === undefined ? null : `${destination.agentId}\n${destination.sourceId}`
}

/** Undefined while the choice is not complete. */
function destinationOf(layout: Shown, target: string | null): Destination | null | undefined {
  if (layout === 'none') return null
  if (target === null) return undefined
  if (layout !== 'calendar-per-source') return { layout, calendarId: target as CalendarId }
  const [agentId, sourceId] = target.split('\n')
  return { layout, sourceId: sourceId as SourceId, agentId: agentId as AgentId }
}
