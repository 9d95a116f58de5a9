import type { RouteView } from '@chroniton/shared/contract/views'
import { calendarName, type Sources } from './sources.ts'

export function routeViews({ state }: Sources): RouteView[] {
  return state.routes.all().map((route) => ({
    ...route,
    fromName: calendarName(state.calendars.get(route.from), route.from),
    toName: calendarName(state.calendars.get(route.to), route.to),
  }))
}
