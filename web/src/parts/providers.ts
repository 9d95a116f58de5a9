import type { Provider } from '@chroniton/shared/contract/calendar'

/** Names of products and standards, the same in every language. */
export const PROVIDER_NAMES: Record<Provider, string> = {
  caldav: 'CalDAV',
  ics: 'iCalendar',
  vdir: 'vdir',
  google: 'Google',
  microsoft: 'Microsoft 365',
  exchange: 'Exchange',
  outlook: 'Outlook',
  'outlook-mac': 'Outlook (Mac)',
  'macos-calendar': 'macOS',
}
