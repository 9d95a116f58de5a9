import type { CalendarId } from '@chroniton/shared/contract/ids'
import { Button, Checkbox, Group, Popover, ScrollArea, Stack } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useOverview } from '../../hub/hub-context.tsx'
import { useAccountName } from '../../parts/account-name.ts'
import { Swatch } from '../../parts/swatch.tsx'
import { useWords } from '../../words/words-context.tsx'

/** Which calendars are shown; null: all, also those that come later. */
export function CalendarFilter(props: { value: CalendarId[] | null; onChange: (value: CalendarId[] | null) => void }) {
  const { words } = useWords()
  const accountOf = useAccountName()
  const { events } = words
  const calendars = useOverview((overview) => overview.calendars)
  const { value, onChange } = props
  return (
    <Popover position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default" rightSection={<IconChevronDown size={16} />}>
          {value === null ? events.allCalendars : events.chosen(value.length)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ScrollArea.Autosize mah={360}>
          <Stack gap="xs" role="group" aria-label={events.calendars}>
            <Checkbox
              label={events.allCalendars}
              checked={value === null}
              onChange={(event) => onChange(event.currentTarget.checked ? null : [])}
            />
            {calendars.map(({ id, metadata, ...calendar }) => (
              <Checkbox
                key={id}
                checked={value === null || value.includes(id)}
                onChange={(event) => {
                  const chosen = value ?? calendars.map((calendar) => calendar.id)
                  onChange(event.currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
                }}
                label={
                  <Group gap={6} wrap="nowrap">
                    <Swatch color={metadata.color} />
                    {metadata.name} ({accountOf(calendar)})
                  </Group>
                }
              />
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  )
}
