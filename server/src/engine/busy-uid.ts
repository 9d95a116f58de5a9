import { digestOf } from './digest.ts'

/**
 * The UID of a busy copy: always the same for the same event, so that it is known again after the hub has lost its
 * database, and telling nothing of the event's own.
 */
export function busyUid(text: string): string {
  return `busy-${digestOf(text)}`
}

export function isBusyUid(uid: string): boolean {
  return /^busy-[0-9a-f]{32}$/.test(uid)
}
