import { createHash } from 'node:crypto'
import type { EventId } from '@chroniton/shared/contract/ids'

const PLAIN_NAME = /^[a-z0-9][a-z0-9_-]{0,99}$/
/** Names of devices on Windows, with any extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)$/
/** Files this agent is about to rename; a dot in front and `.tmp` behind make other programs overlook them. */
const TEMPORARY_NAME = /^\.chroniton-[0-9a-f]+\.tmp$/
const HASH_LENGTH = 16

/**
 * A name that every file system keeps apart from all others: lower case, ASCII, short. An event id that is not like
 * that by itself is told apart by its hash.
 */
export function itemNameFor(eventId: EventId): string {
  const plain = PLAIN_NAME.test(eventId) && !DEVICE_NAME.test(eventId)
  return `${plain ? eventId : namedAndHashed(eventId, eventId)}.ics`
}

/** A folder name a person recognises; the key decides which folder it is. */
export function folderNameFor(title: string, key: string): string {
  return namedAndHashed(title, key)
}

function namedAndHashed(text: string, key: string): string {
  const readable = readableName(text)
  return readable === '' ? shortHash(key) : `${readable}-${shortHash(key)}`
}

function readableName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)
}

/** Whether a file of this name is an event of the calendar. Ids from outside that fail this never reach the disk. */
export function isItemName(name: string): boolean {
  return /^[^.]/.test(name) && /\.ics$/i.test(name) && isOneSegment(name)
}

/** Whether a folder of this name can be a calendar. */
export function isFolderName(name: string): boolean {
  return /^[^.]/.test(name) && isOneSegment(name)
}

function isOneSegment(name: string): boolean {
  return name.length <= 255 && !/[/\\\0]/.test(name)
}

export function temporaryName(randomHex: string): string {
  return `.chroniton-${randomHex}.tmp`
}

export function isTemporaryName(name: string): boolean {
  return TEMPORARY_NAME.test(name)
}
