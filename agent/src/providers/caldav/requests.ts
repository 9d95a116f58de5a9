import { escapeXml, NAMESPACE_DECLARATIONS } from './xml.ts'

/** The bodies of WebDAV and CalDAV requests. Property names are given as `d:getetag`, `c:calendar-data`, ... */

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

function root(name: string, inner: string): string {
  return `${DECLARATION}<${name}${NAMESPACE_DECLARATIONS}>${inner}</${name}>`
}

function props(names: string[]): string {
  return `<d:prop>${names.map((name) => `<${name}/>`).join('')}</d:prop>`
}

export function propfind(names: string[]): string {
  return root('d:propfind', props(names))
}

/** RFC 6578, 3.2; an empty token asks for everything. */
export function syncCollection(token: string): string {
  return root(
    'd:sync-collection',
    `<d:sync-token>${escapeXml(token)}</d:sync-token><d:sync-level>1</d:sync-level>${props(['d:getetag'])}`,
  )
}

/** RFC 4791, 7.9. */
export function calendarMultiget(hrefs: string[]): string {
  return root(
    'c:calendar-multiget',
    props(['d:getetag', 'd:getlastmodified', 'c:calendar-data']) +
      hrefs.map((href) => `<d:href>${escapeXml(href)}</d:href>`).join(''),
  )
}

/** RFC 4791, 7.8: the items with an event that has a property of exactly this value. */
export function eventsWith(property: string, value: string): string {
  const match = `<c:prop-filter name="${property}"><c:text-match collation="i;octet">${escapeXml(value)}</c:text-match></c:prop-filter>`
  const filter = `<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">${match}</c:comp-filter></c:comp-filter>`
  return root('c:calendar-query', `${props(['d:getetag'])}<c:filter>${filter}</c:filter>`)
}

/** One property; `null` takes it away. */
export function proppatch(name: string, value: string | null): string {
  const inner =
    value === null
      ? `<d:remove><d:prop><${name}/></d:prop></d:remove>`
      : `<d:set><d:prop><${name}>${escapeXml(value)}</${name}></d:prop></d:set>`
  return root('d:propertyupdate', inner)
}

export function mkcalendar(displayName: string): string {
  return root(
    'c:mkcalendar',
    `<d:set><d:prop><d:displayname>${escapeXml(displayName)}</d:displayname>` +
      '<c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set>' +
      '</d:prop></d:set>',
  )
}
