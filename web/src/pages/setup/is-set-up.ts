import type { Overview } from '@chroniton/shared/contract/views'

/** Whether something flows: there is a destination, and a calendar besides it. */
export function isSetUp({ settings, calendars, routes }: Overview): boolean {
  return routes.length > 0 || (settings.destination !== null && calendars.some((calendar) => !calendar.isDestination))
}
