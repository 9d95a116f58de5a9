import type { CalendarEvent, Link } from '../event.ts'
import { isObject, setMember } from '../json.ts'
import { freeKey, PAGE_LINK, uriKey } from '../keys.ts'
import type { Bag } from './bag.ts'
import { property } from './component.ts'
import { NAME, type ContentLine } from './content-line.ts'
import { KEY_PARAMETER } from './people.ts'
import { preserveParameters, restoreParameters } from './preserved.ts'
import { readInteger } from './value.ts'

/** Between URL, ATTACH, IMAGE and LINK, and `links`; and between RELATED-TO and `relatedTo`. */

export const LINK_PARAMETERS = 'chroniton:parameters'

const PAGE: Pick<Link, 'rel'> = { rel: 'describedby' }

export function readLinks(bag: Bag, event: CalendarEvent): void {
  const links: Record<string, Link> = {}
  const page = bag.read('URL', (value) => value.trim() || null)
  if (page !== undefined) {
    page.line.parameters.delete('VALUE')
    links[PAGE_LINK] = { href: page.value, ...PAGE, ...leftOver(page.line.parameters) }
  }
  for (const name of ['ATTACH', 'IMAGE', 'LINK']) {
    bag.takeEach(name, (line) => {
      const type = line.parameters.get('VALUE')?.[0]?.toUpperCase() ?? 'URI'
      const href = line.value.trim()
      if (type !== 'URI' || line.parameters.has('ENCODING') || href === '') return false
      const [key, link] = readLink(line, href)
      setMember(links, freeKey(key ?? uriKey(href), links), link)
      return true
    })
  }
  if (Object.keys(links).length > 0) event.links = links
}

function readLink({ name, parameters }: ContentLine, href: string): [key: string | undefined, link: Link] {
  const take = (parameter: string): string | undefined => {
    const values = parameters.get(parameter)
    if (values?.length !== 1) return undefined
    parameters.delete(parameter)
    return values[0]
  }
  parameters.delete('VALUE')
  const key = take(KEY_PARAMETER)
  const rel = name === 'ATTACH' ? 'enclosure' : name === 'IMAGE' ? 'icon' : take('LINKREL')
  const size = readInteger(parameters.get('SIZE')?.[0] ?? '')
  if (size !== null) parameters.delete('SIZE')
  const [contentType, title] = [take('FMTTYPE'), take('LABEL')]
  const display = name === 'IMAGE' ? take('DISPLAY')?.toLowerCase() : undefined
  return [
    key,
    {
      href,
      ...(rel !== undefined && { rel }),
      ...(contentType !== undefined && { contentType }),
      ...(size !== null && { size }),
      ...(title !== undefined && { title }),
      ...(display !== undefined && { display }),
      ...leftOver(parameters),
    },
  ]
}

function leftOver(parameters: ContentLine['parameters']): Partial<Link> {
  return parameters.size > 0 ? { [LINK_PARAMETERS]: preserveParameters(parameters) } : {}
}

export function isLink(link: unknown): link is Link {
  return isObject(link) && typeof link['href'] === 'string' && /^\S(.*\S)?$/.test(link['href'])
}

export function printLinks({ links = {} }: CalendarEvent): ContentLine[] {
  return Object.keys(links)
    .sort()
    .flatMap((key) => {
      const link = links[key]
      return isLink(link) ? [printLink(key, link)] : []
    })
}

/** The properties of a link that its line tells. */
export function toldOfLink(key: string, link: Link): string[] {
  const name = lineName(key, link)
  if (name === 'URL') return ['href', 'rel']
  return ['href', 'rel', 'contentType', 'size', 'title', ...(name === 'IMAGE' ? ['display'] : [])]
}

function lineName(key: string, { rel }: Link): 'URL' | 'ATTACH' | 'IMAGE' | 'LINK' {
  if (key === PAGE_LINK && rel === PAGE.rel) return 'URL'
  return rel === 'enclosure' ? 'ATTACH' : rel === 'icon' ? 'IMAGE' : 'LINK'
}

function printLink(key: string, link: Link): ContentLine {
  const name = lineName(key, link)
  const line = property(name, link.href, { VALUE: name === 'IMAGE' || name === 'LINK' ? 'URI' : undefined })
  const add = (parameter: string, value: string | undefined): void => {
    if (value !== undefined) line.parameters.set(parameter, [value])
  }
  if (name !== 'URL') {
    if (name === 'LINK') add('LINKREL', link.rel)
    if (name === 'IMAGE') add('DISPLAY', link.display?.toUpperCase())
    add('FMTTYPE', link.contentType)
    add('SIZE', link.size === undefined ? undefined : String(link.size))
    add('LABEL', link.title)
    if (key !== uriKey(link.href)) add(KEY_PARAMETER, key)
  }
  for (const [parameter, values] of restoreParameters(link[LINK_PARAMETERS])) {
    if (!line.parameters.has(parameter)) line.parameters.set(parameter, values)
  }
  return line
}

export function readRelations(bag: Bag, event: CalendarEvent): void {
  const relatedTo: NonNullable<CalendarEvent['relatedTo']> = {}
  bag.takeEach('RELATED-TO', ({ value, parameters }) => {
    const relation = (parameters.get('RELTYPE')?.[0] ?? 'PARENT').toLowerCase()
    if ([...parameters.keys()].some((name) => name !== 'RELTYPE') || value.trim() === '') return false
    const uid = value.trim()
    const known = Object.hasOwn(relatedTo, uid) ? relatedTo[uid]!.relation : {}
    setMember(relatedTo, uid, { relation: { ...known, [relation]: true } })
    return true
  })
  if (Object.keys(relatedTo).length > 0) event.relatedTo = relatedTo
}

/** The relations to another event that RELATED-TO can name. */
export function printableRelations(relation: unknown): string[] {
  return isObject(relation)
    ? Object.keys(relation).filter((name) => NAME.test(name) && name === name.toLowerCase())
    : []
}

export function printRelations({ relatedTo = {} }: CalendarEvent): ContentLine[] {
  return Object.keys(relatedTo)
    .sort()
    .flatMap((uid) =>
      printableRelations(relatedTo[uid]?.relation)
        .sort()
        .map((name) => property('RELATED-TO', uid, { RELTYPE: name.toUpperCase() })),
    )
}
