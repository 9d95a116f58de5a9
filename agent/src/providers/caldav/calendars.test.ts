import { describe, expect, it } from 'vitest'
import { isCalendar, nativeCalendar, writeColor } from './calendars.ts'
import type { DavResponse } from './multistatus.ts'
import { PROFILES } from './profiles.ts'
import { NAMESPACE_DECLARATIONS, XmlReader } from './xml.ts'

const URL_OF_ONE = new URL('https://host/ada/My%20Calendar/')

function response(props: string): DavResponse {
  const reader = new XmlReader(`<r${NAMESPACE_DECLARATIONS}>${props}</r>`, 'test')
  const open = reader.next()
  if (open?.kind !== 'open') throw new Error('no element')
  const { children } = reader.element(open)
  return {
    href: '',
    status: null,
    props: new Map(children.map((one) => [one.name, one])),
    refused: new Map(),
    conditions: [],
  }
}

describe('what counts as a calendar', () => {
  it.each([
    ['<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>', true],
    ['<d:resourcetype><d:collection/></d:resourcetype>', false],
    ['<d:resourcetype><d:collection/><c:schedule-inbox/></d:resourcetype>', false],
    ['<d:resourcetype><c:calendar/><s:subscribed/></d:resourcetype>', false],
    ['<d:resourcetype><c:calendar/><x:deleted-calendar xmlns:x="http://nextcloud.com/ns"/></d:resourcetype>', false],
    [
      '<d:resourcetype><c:calendar/></d:resourcetype><c:supported-calendar-component-set><c:comp name="VTODO"/></c:supported-calendar-component-set>',
      false,
    ],
    [
      '<d:resourcetype><c:calendar/></d:resourcetype><c:supported-calendar-component-set><c:comp name="VTODO"/><c:comp name="vevent"/></c:supported-calendar-component-set>',
      true,
    ],
    ['<d:resourcetype><c:calendar/></d:resourcetype><c:supported-calendar-component-set/>', true],
  ])('%s: %s', (props, expected) => {
    expect(isCalendar(response(props))).toBe(expected)
  })
})

describe('what is shown of a calendar', () => {
  const CALENDAR = '<d:resourcetype><c:calendar/></d:resourcetype>'

  it('its name, or the end of its address', () => {
    const named = nativeCalendar(
      URL_OF_ONE,
      response(`${CALENDAR}<d:displayname>Büro</d:displayname>`),
      PROFILES.generic,
    )
    expect(named.metadata).toEqual({ name: 'Büro', color: null, description: null })
    expect(named.nativeId).toBe('/ada/My%20Calendar/')
    const unnamed = nativeCalendar(URL_OF_ONE, response(`${CALENDAR}<d:displayname/>`), PROFILES.generic)
    expect(unnamed.metadata.name).toBe('My Calendar')
  })

  it('its zone, when it is a known one', () => {
    const zone = (text: string) =>
      nativeCalendar(
        URL_OF_ONE,
        response(`${CALENDAR}<c:calendar-timezone>${text}</c:calendar-timezone>`),
        PROFILES.generic,
      )
    expect(zone('BEGIN:VTIMEZONE\r\nTZID:Europe/Zurich\r\nEND:VTIMEZONE').timeZone).toBe('Europe/Zurich')
    expect(zone('BEGIN:VTIMEZONE\nTZID:Somewhere\nEND:VTIMEZONE').timeZone).toBeNull()
  })

  it.each([
    ['', true, true, true],
    ['<d:read/>', false, false, false],
    ['<d:read/><d:write/>', true, true, true],
    ['<d:all/>', true, true, true],
    ['<d:read/><d:write-content/><d:bind/>', true, false, false],
    ['<d:read/><d:write-properties/>', false, true, false],
  ])('what may be done with it, by the privileges %s', (privileges, writeEvents, changeName, deleteCalendar) => {
    const set = privileges.replace(/<[^>]+>/g, '<d:privilege>$&</d:privilege>')
    const props = `${CALENDAR}<d:current-user-privilege-set>${set}</d:current-user-privilege-set>`
    const { abilities } = nativeCalendar(URL_OF_ONE, response(props), PROFILES.generic)
    expect(abilities).toMatchObject({ writeEvents, changeName, deleteCalendar })
  })
})

describe('colours', () => {
  it.each([
    ['#FF0000', '#ff0000'],
    ['#ff0000FF', '#ff0000'],
    ['red', '#ff0000'],
    ['', null],
  ])('%s is read as %s', (text, color) => {
    const props = `<d:resourcetype><c:calendar/></d:resourcetype><a:calendar-color>${text}</a:calendar-color>`
    expect(nativeCalendar(URL_OF_ONE, response(props), PROFILES.generic).metadata.color).toBe(color)
  })

  it('are written as the server takes them', () => {
    expect(writeColor('#aabbcc', PROFILES.generic)).toBe('#AABBCC')
    expect(writeColor('#aabbcc', PROFILES.sogo)).toBe('#AABBCCFF')
  })
})
