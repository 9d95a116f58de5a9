import type { CalendarView } from '@chroniton/shared/contract/views'
import { Text } from '@mantine/core'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { Section } from '../../parts/section.tsx'
import { useWords } from '../../words/words-context.tsx'
import { AddRoute } from './add-route.tsx'
import { RouteForm } from './route-form.tsx'

/** Where this calendar's events go, and where others come from. */
export function CalendarRoutes({ calendar }: { calendar: CalendarView }) {
  const { words } = useWords()
  const text = words.calendars
  const routes = useOverview((overview) => overview.routes).filter(
    (route) => route.from === calendar.id || route.to === calendar.id,
  )
  const mayConfigure = useMay('configure')
  return (
    <Section title={text.routes} count={routes.length} flush>
      <Text px="lg" pb="sm" c="dimmed" size="sm">
        {routes.length === 0 ? text.noRoutes : text.routesHint}
      </Text>
      <div className="lines">
        {routes.map((route) => (
          <RouteForm key={route.id} route={route} isOutbound={route.from === calendar.id} />
        ))}
        {mayConfigure ? <AddRoute calendar={calendar} /> : null}
      </div>
    </Section>
  )
}
