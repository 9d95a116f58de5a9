import type { CalendarId } from '@chroniton/shared/contract/ids'
import { Select } from '@mantine/core'
import { useOverview } from '../hub/hub-context.tsx'
import { useAccountName } from './account-name.ts'

/** One of all calendars, or none of them in particular. */
export function CalendarSelect(props: {
  label: string
  anyLabel: string
  value: CalendarId | null
  onChange: (value: CalendarId | null) => void
}) {
  const calendars = useOverview((overview) => overview.calendars)
  const accountOf = useAccountName()
  return (
    <Select
      aria-label={props.label}
      placeholder={props.anyLabel}
      clearable
      searchable
      value={props.value}
      onChange={(value) => props.onChange(value)}
      data={calendars.map((each) => ({ value: each.id, label: `${each.metadata.name} (${accountOf(each)})` }))}
      w={{ base: '100%', xs: 260 }}
    />
  )
}
