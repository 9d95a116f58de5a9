import type { AlertView, NotificationSettings } from '@chroniton/shared/contract/operations'

/** What people are told: that something is wrong, that it still is, that it is over, or only that telling works. */
export interface Notice {
  what: 'alert' | 'still' | 'all-clear' | 'test'
  alert: AlertView
  /** Where it can be seen; null where nobody said under which address the hub is reached. */
  link: string | null
}

/** A way to tell somebody. */
export interface Channel {
  /** Whom, without anything secret that an address may hold. */
  to: string
  /** Rejects with the reason when it did not get through. */
  send(notice: Notice): Promise<void>
}

/** The ways that the settings ask for. */
export type ChannelsOf = (settings: NotificationSettings) => Channel[]

export function subjectOf({ what, alert }: Notice): string {
  const words = { alert: '', still: 'Still: ', 'all-clear': 'All clear: ', test: 'Test: ' }
  return `Chroniton: ${words[what]}${alert.title}`
}

/** Why a notice did not get through, without the address, which may hold a secret. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed'
  const cause = error.cause instanceof Error ? error.cause : error
  const { code } = cause as NodeJS.ErrnoException
  return typeof code === 'string'
    ? `it could not be reached (${code})`
    : cause.message.replaceAll(/\S+:\/\/\S+/g, '(address)')
}
