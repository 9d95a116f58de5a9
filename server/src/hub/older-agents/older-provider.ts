import type { Provider } from '@chroniton/shared/contract/calendar'

/** Providers by the names that older agents give them. */
const PROVIDERS = new Map<string, Provider>([
  ['outlook', 'outlook'],
  ['outlook_mac', 'outlook-mac'],
  ['macos_calendar', 'macos-calendar'],
  ['google', 'google'],
  ['microsoft', 'microsoft'],
  ['exchange', 'exchange'],
  ['apple', 'caldav'],
  ['caldav', 'caldav'],
  ['ical', 'ics'],
  ['ics', 'ics'],
  ['vdir', 'vdir'],
])

/** `null` for a name that is none of these. */
export function readProvider(name: string | null): Provider | null {
  return PROVIDERS.get(name?.trim().toLowerCase().replaceAll('-', '_') ?? '') ?? null
}

export function olderProvider(provider: Provider): string {
  return provider.replaceAll('-', '_')
}
