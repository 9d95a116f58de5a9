import type { Destination, Layout } from '@chroniton/shared/contract/route'
import type { CalendarView } from '@chroniton/shared/contract/views'
import { Button, Group, Radio, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { useAccountName } from '../../parts/account-name.ts'
import { Outcome } from '../../parts/outcome.tsx'
import { Swatch } from '../../parts/swatch.tsx'
import { useWords } from '../../words/words-context.tsx'
import { SourceForm } from './source-form.tsx'

/** Chooses the destination: a calendar that some agent has shown already, or one in an account that is entered here. */
export function DestinationChooser({ onChosen }: { onChosen: () => void }) {
  const { words } = useWords()
  const text = words.setup
  const mayConfigure = useMay('configure')
  const [place, setPlace] = useState<'existing' | 'account'>('existing')
  const { decide, state, isPending } = useDecision()
  const choose = async (destination: Destination) => {
    if (await decide({ kind: 'settings-change', changes: { destination } })) onChosen()
  }
  return (
    <Stack>
      <SegmentedControl
        fullWidth
        value={place}
        onChange={setPlace}
        data={[
          { value: 'existing', label: text.existing },
          { value: 'account', label: text.account },
        ]}
      />
      {place === 'existing' ? (
        <ExistingCalendar onUse={(destination) => void choose(destination)} isPending={isPending || !mayConfigure} />
      ) : (
        <SourceForm onAdded={() => setPlace('existing')} />
      )}
      <Outcome state={state} />
    </Stack>
  )
}

const LAYOUTS: readonly Layout[] = ['keyword', 'color', 'calendar-per-source']

function ExistingCalendar(props: { onUse: (destination: Destination) => void; isPending: boolean }) {
  const { words } = useWords()
  const text = words.setup
  const calendars = useOverview((overview) => overview.calendars).filter(
    ({ abilities, gone }) => abilities.writeEvents && !gone,
  )
  const accountOf = useAccountName()
  const [chosen, setChosen] = useState<string | null>(calendars.find(({ agentId }) => agentId === 'hub')?.id ?? null)
  const [layout, setLayout] = useState<Layout>('keyword')
  const calendar = calendars.find(({ id }) => id === chosen)
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {text.existingHint}
      </Text>
      <Radio.Group value={chosen} onChange={setChosen} aria-label={text.destinationTitle}>
        <Stack gap="xs">
          {calendars.map((each) => (
            <Radio.Card key={each.id} value={each.id} p="sm">
              <Group wrap="nowrap" gap="sm">
                <Radio.Indicator />
                <Swatch color={each.metadata.color} />
                <div style={{ minWidth: 0 }}>
                  <Text fw={500} truncate>
                    {each.metadata.name}
                  </Text>
                  <Text size="sm" c="dimmed" truncate>
                    {accountOf(each)}
                  </Text>
                </div>
              </Group>
            </Radio.Card>
          ))}
        </Stack>
      </Radio.Group>
      <Radio.Group
        label={text.layout}
        value={layout}
        onChange={(value) => setLayout(LAYOUTS.find((each) => each === value) ?? 'keyword')}
      >
        <Stack gap="xs" mt="xs">
          {LAYOUTS.map((each) => (
            <Radio key={each} value={each} label={text.layouts[each]} />
          ))}
        </Stack>
      </Radio.Group>
      <Group>
        <Button
          disabled={calendar === undefined || props.isPending}
          onClick={() => {
            if (calendar !== undefined) props.onUse(destinationAt(calendar, layout))
          }}
        >
          {text.use}
        </Button>
      </Group>
    </Stack>
  )
}

function destinationAt(calendar: CalendarView, layout: Layout): Destination {
  return layout === 'calendar-per-source'
    ? { layout, sourceId: calendar.sourceId, agentId: calendar.agentId }
    : { layout, calendarId: calendar.id }
}
