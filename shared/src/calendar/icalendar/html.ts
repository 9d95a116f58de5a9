import type { CalendarEvent } from '../event.ts'
import type { Bag } from './bag.ts'
import { property } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { withBlock } from './kept-people.ts'
import { escapeText, unescapeText } from './value.ts'

/**
 * A description in HTML stands in STYLED-DESCRIPTION, its plain text in DESCRIPTION (RFC 9073, 6.5). It holds as
 * long as the plain text still is its own: who edits DESCRIPTION in a program that knows nothing of the other wins.
 */
const STYLED = 'STYLED-DESCRIPTION'
const HTML = 'text/html'

export function readStyledDescription(bag: Bag, event: CalendarEvent): void {
  bag.takeEach(STYLED, ({ value, parameters }) => {
    const html = unescapeText(value)
    const isHtml = parameters.get('FMTTYPE')?.[0]?.toLowerCase() === HTML
    const isKnown = [...parameters.keys()].every((name) => name === 'VALUE' || name === 'FMTTYPE')
    if (!isHtml || !isKnown || event.descriptionContentType !== undefined) return false
    if (event.description !== undefined && event.description !== plainText(html)) return false
    event.description = html
    event.descriptionContentType = HTML
    return true
  })
}

export function isHtml({ description, descriptionContentType = '' }: CalendarEvent): boolean {
  return description !== undefined && descriptionContentType.toLowerCase() === HTML
}

/** DESCRIPTION, with the people below it where they are kept there, and STYLED-DESCRIPTION. */
export function printDescription(event: CalendarEvent, showPeople: boolean): ContentLine[] {
  const { description } = event
  const plain = isHtml(event) ? plainText(description!) : description
  const shown = showPeople ? withBlock(plain, event.participants) : plain
  return [
    ...(shown === undefined ? [] : [property('DESCRIPTION', escapeText(shown))]),
    ...(isHtml(event) ? [property(STYLED, escapeText(description!), { VALUE: 'TEXT', FMTTYPE: HTML })] : []),
  ]
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const BREAKS = /^\/?(?:br|p|div|li|tr|h[1-6])\b/i
const UNSEEN = /^(script|style)\b/i

/** What HTML says, for programs that show plain text only. One pass: it may come from anywhere. */
export function plainText(html: string): string {
  let text = ''
  for (let at = 0; at < html.length;) {
    const open = nextTag(html, at)
    const close = open === -1 ? -1 : html.indexOf('>', open)
    if (close === -1) {
      text += collapsed(html.slice(at))
      break
    }
    text += collapsed(html.slice(at, open))
    const tag = html.slice(open + 1, Math.min(close, open + 20))
    const unseen = UNSEEN.exec(tag)
    const end = unseen === null ? close : html.indexOf(`</${unseen[1]}`, close)
    if (BREAKS.test(tag)) text += tag[0] === '/' || /^br/i.test(tag) ? '\n' : ''
    at = end === -1 ? html.length : end + (unseen === null ? 1 : 0)
  }
  const lines = text.split('\n').map((line) => line.replaceAll('\t', ' ').trim())
  return lines
    .filter((line, index) => line !== '' || lines[index - 1] !== '')
    .join('\n')
    .trim()
}

/** A `<` that begins no tag is text. */
function nextTag(html: string, from: number): number {
  let open = html.indexOf('<', from)
  while (open !== -1 && !/[a-z/!?]/i.test(html[open + 1] ?? '')) open = html.indexOf('<', open + 1)
  return open
}

function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,8}));/gi, decodeEntity)
}

function decodeEntity(entity: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? entity
  const code = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal)
  return code > 31 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : entity
}
