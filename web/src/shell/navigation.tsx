import { Badge, Stack, VisuallyHidden } from '@mantine/core'
import {
  IconActivity,
  IconCalendarEvent,
  IconStack2,
  IconGitMerge,
  IconHome2,
  IconListCheck,
  IconServer2,
  IconSettings,
  IconShieldCheck,
  IconWand,
} from '@tabler/icons-react'
import { useMay, useOverview } from '../hub/hub-context.tsx'
import { NavigationLink } from '../parts/links.tsx'
import { isSetUp } from '../pages/setup/is-set-up.ts'
import { useWords } from '../words/words-context.tsx'

const PLACES = [
  { page: 'overview', to: '/', icon: IconHome2 },
  { page: 'events', to: '/events', icon: IconCalendarEvent },
  { page: 'calendars', to: '/calendars', icon: IconStack2 },
  { page: 'agents', to: '/agents', icon: IconServer2 },
  { page: 'conflicts', to: '/conflicts', icon: IconGitMerge },
  { page: 'safety', to: '/safety', icon: IconShieldCheck },
  { page: 'queue', to: '/queue', icon: IconListCheck },
  { page: 'activity', to: '/activity', icon: IconActivity },
  { page: 'settings', to: '/settings', icon: IconSettings },
] as const

export function Navigation({ onGo }: { onGo: () => void }) {
  const { words, format } = useWords()
  const conflicts = useOverview((overview) => overview.conflicts.length)
  const holds = useOverview((overview) => overview.holds.length)
  const parked = useOverview(({ queue }) => queue.filter(({ state }) => state === 'parked').length)
  const needsSetup = !useOverview(isSetUp)
  const maySetUp = useMay('configure')
  const waiting: Partial<Record<(typeof PLACES)[number]['page'], number>> = { conflicts, safety: holds, queue: parked }
  return (
    <Stack gap={2}>
      {needsSetup && maySetUp ? (
        <NavigationLink
          to="/setup"
          label={words.shell.pages.setup}
          leftSection={<IconWand size={19} stroke={1.7} />}
          onClick={onGo}
          className="navigation-link"
        />
      ) : null}
      {PLACES.map(({ page, to, icon: Icon }) => {
        const count = waiting[page] ?? 0
        return (
          <NavigationLink
            key={page}
            to={to}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            label={words.shell.pages[page]}
            leftSection={<Icon size={19} stroke={1.7} />}
            rightSection={
              count === 0 ? null : (
                <Badge size="sm" circle={count < 10} color={page === 'safety' ? 'red.8' : 'orange.9'}>
                  <span aria-hidden>{format.number(count)}</span>
                  <VisuallyHidden>{words.shell.waiting(format.number(count))}</VisuallyHidden>
                </Badge>
              )
            }
            onClick={onGo}
            className="navigation-link"
          />
        )
      })}
    </Stack>
  )
}
