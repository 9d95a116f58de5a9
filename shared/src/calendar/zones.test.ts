import { describe, expect, test } from 'vitest'
import { canonicalZone, isKnownZone, windowsOfZone, zoneOfWindows } from './zones.ts'

test.each([
  'Europe/Zurich',
  'America/Argentina/Buenos_Aires',
  'US/Eastern',
  'Etc/GMT+5',
  'UTC',
  'CET',
  'europe/zurich',
])('%s is a zone', (zone) => expect(isKnownZone(zone)).toBe(true))

test.each([
  '',
  'Nowhere/Land',
  '+02:00',
  '-0500',
  '../etc/passwd',
  'W. Europe Standard Time',
  `Europe/${'x'.repeat(99)}`,
])('%j is none', (zone) => expect(isKnownZone(zone)).toBe(false))

test.each([
  ['US/Eastern', 'America/New_York'],
  ['UTC', 'Etc/UTC'],
  ['Zulu', 'Etc/UTC'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['Europe/Kyiv', 'Europe/Kyiv'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Europe/Oslo', 'Europe/Oslo'],
  ['America/Ciudad_Juarez', 'America/Ciudad_Juarez'],
])('%s goes by %s', (zone, canonical) => expect(canonicalZone(zone)).toBe(canonical))

describe('Windows', () => {
  test.each([
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Eastern Standard Time', 'America/New_York'],
    ['UTC', 'Etc/UTC'],
    ['India Standard Time', 'Asia/Kolkata'],
    ['FLE Standard Time', 'Europe/Kyiv'],
  ])('%s stands for %s, and back', (windows, zone) => {
    expect(zoneOfWindows(windows)).toBe(zone)
    expect(windowsOfZone(zone)).toBe(windows)
  })

  test('a territory has its own', () => expect(zoneOfWindows('W. Europe Standard Time', 'CH')).toBe('Europe/Zurich'))
  test('Zurich is in that zone', () => expect(windowsOfZone('Europe/Zurich')).toBe('W. Europe Standard Time'))
  test('what is unknown has none', () => {
    expect(zoneOfWindows('Moon Standard Time')).toBeNull()
    expect(windowsOfZone('Nowhere/Land')).toBeNull()
  })
})
