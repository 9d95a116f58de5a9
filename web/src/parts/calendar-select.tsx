import type { CalendarId } from '@chroniton/shared/contract/ids'
import { Select } from '@mantine/core'
import { useOverview } from '../hub/hub-context.tsx'

/** One of all calendars, or none of them in particular. */
export function CalendarSelect(props: {
  label: string
  anyLabel: string
  value: CalendarId | null
  onChange: (value: CalendarId | null) => void
}) {
  const calendars = useOverview((overview) => overview.calendars)
  return (
    <Select
      aria-label={props.label}
      placeholder={props.anyLabel}
      clearable
      searchable
      value={props.value}
      onChange={(value) => props.onChange(value)}
      data={calendars.map(({ id, metadata, account }) => ({ value: id, label: `${metadata.name} (${account})` }))}
      w={{ base: '100%', xs: 260 }}
    />
  )
}
