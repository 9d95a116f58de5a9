import { cleanText } from '@chroniton/shared/calendar/text'
import { CodedError } from '@chroniton/shared/contract/errors'

/** Elements are named `d:href`, `c:calendar-data`, ...: these prefixes stand for namespaces, whatever the server calls them. */
const NAMESPACES: Record<string, string> = {
  'DAV:': 'd:',
  'urn:ietf:params:xml:ns:caldav': 'c:',
  'http://calendarserver.org/ns/': 's:',
  'http://apple.com/ns/ical/': 'a:',
}

export const NAMESPACE_DECLARATIONS = Object.entries(NAMESPACES)
  .map(([uri, prefix]) => ` xmlns:${prefix.slice(0, -1)}="${uri}"`)
  .join('')

export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** All character data directly inside. */
  text: string
}

/** Prefix to namespace as far as declared, with the names already resolved under it. */
interface Scope {
  prefixes: Record<string, string>
  names: Map<string, string>
}

export type XmlToken =
  | { kind: 'open'; name: string; attributes: Record<string, string>; empty: boolean }
  | { kind: 'close' }
  | { kind: 'text'; text: string }

const MAX_DEPTH = 64
const ATTRIBUTE = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const NO_ATTRIBUTES: Record<string, string> = {}
const CLOSE: XmlToken = { kind: 'close' }
const [EXCLAMATION_MARK, QUESTION_MARK, SLASH] = [33, 63, 47]

/**
 * Reads XML as WebDAV servers write it, forward only, so that an answer with thousands of items never becomes a tree.
 * It knows no DTD and no entities but the five of XML and numeric ones: nothing can expand or be fetched.
 *
 * Errors: `source-cut-short` when the text ends inside an element, `source-not-a-calendar` when it is no XML,
 * `source-fault` when it is broken otherwise.
 */
export class XmlReader {
  readonly #text: string
  readonly #where: string
  #at = 0
  #scopes: Scope[] = []
  #open: string[] = []

  constructor(text: string, where: string) {
    this.#text = text
    this.#where = where
  }

  get depth(): number {
    return this.#open.length
  }

  /** Null at the end of the document. */
  next(): XmlToken | null {
    const text = this.#text
    for (;;) {
      if (this.#at >= text.length) {
        if (this.#open.length > 0) throw this.#cutShort()
        return null
      }
      if (text.charCodeAt(this.#at) !== 60) {
        const end = text.indexOf('<', this.#at)
        const data = end === -1 ? text.slice(this.#at) : text.slice(this.#at, end)
        if (this.#open.length === 0) {
          if (data.replace('\ufeff', '').trim() !== '') throw this.#notXml()
          this.#at = end === -1 ? text.length : end
          continue
        }
        if (end === -1) throw this.#cutShort()
        this.#at = end
        return { kind: 'text', text: unescapeXml(data) }
      }
      const token = this.#markup()
      if (token) return token
    }
  }

  /** What is inside the element that was just opened, to its end. */
  element(open: Extract<XmlToken, { kind: 'open' }>): XmlElement {
    const element: XmlElement = { name: open.name, attributes: open.attributes, children: [], text: '' }
    if (open.empty) return element
    for (;;) {
      const token = this.next()
      if (!token) throw this.#cutShort()
      if (token.kind === 'close') return element
      if (token.kind === 'text') element.text += token.text
      else element.children.push(this.element(token))
    }
  }

  #markup(): XmlToken | null {
    const text = this.#text
    const start = this.#at
    switch (text.charCodeAt(start + 1)) {
      case EXCLAMATION_MARK:
        return this.#declaration(start)
      case QUESTION_MARK:
        this.#at = this.#after('?>', start)
        return null
      case SLASH:
        return this.#closeTag(start)
      default:
        this.#at = this.#after('>', start)
        return this.#openTag(text.slice(start + 1, this.#at - 1))
    }
  }

  #declaration(start: number): XmlToken | null {
    const text = this.#text
    if (text.startsWith('<!--', start)) {
      this.#at = this.#after('-->', start)
      return null
    }
    if (text.startsWith('<![CDATA[', start) && this.#open.length > 0) {
      this.#at = this.#after(']]>', start)
      return { kind: 'text', text: text.slice(start + 9, this.#at - 3) }
    }
    this.#after('>', start)
    throw this.#notXml()
  }

  #closeTag(start: number): XmlToken {
    this.#at = this.#after('>', start)
    const raw = this.#text.slice(start + 2, this.#at - 1)
    const opened = this.#open.pop()
    if (opened !== raw && opened !== raw.trimEnd()) throw this.#broken(`</${raw.trimEnd()}> closes nothing`)
    this.#scopes.pop()
    return CLOSE
  }

  #openTag(inner: string): XmlToken {
    let scope: Scope = this.#scopes.at(-1) ?? { prefixes: { xml: 'xml' }, names: new Map() }
    const known = scope.names.get(inner)
    if (known !== undefined) return this.#opened(inner, scope, known, NO_ATTRIBUTES, false)
    const empty = inner.endsWith('/')
    const space = inner.search(/[\s/]/)
    const raw = space === -1 ? inner : inner.slice(0, space)
    const rest = space === -1 ? '' : inner.slice(space)
    if (raw === '') throw this.#broken('a tag without a name')
    let attributes = NO_ATTRIBUTES
    if (rest.includes('=')) {
      attributes = {}
      for (const [, name, double, single] of rest.matchAll(ATTRIBUTE)) {
        const value = unescapeXml(double ?? single ?? '')
        if (name === 'xmlns' || name!.startsWith('xmlns:')) {
          scope = { prefixes: { ...scope.prefixes, [name!.slice(6)]: value }, names: new Map() }
        } else attributes[name!] = value
      }
    }
    let name = scope.names.get(raw)
    if (name === undefined) {
      const colon = raw.indexOf(':')
      const uri = scope.prefixes[colon === -1 ? '' : raw.slice(0, colon)] ?? ''
      name = (NAMESPACES[uri] ?? `{${uri}}`) + raw.slice(colon + 1)
      scope.names.set(raw, name)
    }
    return this.#opened(raw, scope, name, attributes, empty)
  }

  #opened(raw: string, scope: Scope, name: string, attributes: Record<string, string>, empty: boolean): XmlToken {
    if (!empty) {
      if (this.#open.length === MAX_DEPTH) throw this.#broken('elements are nested too deep')
      this.#open.push(raw)
      this.#scopes.push(scope)
    }
    return { kind: 'open', name, attributes, empty }
  }

  #after(mark: string, from: number): number {
    const at = this.#text.indexOf(mark, from)
    if (at === -1) throw this.#cutShort()
    return at + mark.length
  }

  #cutShort(): CodedError {
    return new CodedError('source-cut-short', `${this.#where}: the answer ends in the middle`)
  }

  #notXml(): CodedError {
    return new CodedError('source-not-a-calendar', `${this.#where}: answered something that is not WebDAV`)
  }

  #broken(words: string): CodedError {
    return new CodedError('source-fault', `${this.#where}: the answer is broken XML (${words})`)
  }
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const LONGEST_REFERENCE = 10

export function unescapeXml(text: string): string {
  let at = text.indexOf('&')
  if (at === -1) return text
  let result = ''
  let copied = 0
  for (; at !== -1; at = text.indexOf('&', at + 1)) {
    const end = text.indexOf(';', at)
    if (end === -1) break
    const character = end - at > LONGEST_REFERENCE ? undefined : referenced(text.slice(at + 1, end))
    if (character === undefined) continue
    result += text.slice(copied, at) + character
    copied = end + 1
  }
  return result + text.slice(copied)
}

/** SOGo writes names as numeric references; what is no reference stays as it stands. */
function referenced(name: string): string | undefined {
  if (!name.startsWith('#')) return NAMED[name]
  const number = /^#x[\da-f]+$/i.test(name)
    ? Number(`0${name.slice(1)}`)
    : /^#\d+$/.test(name)
      ? Number(name.slice(1))
      : -1
  if (number < 0) return undefined
  return number > 0x10ffff ? '\ufffd' : String.fromCodePoint(number)
}

/** Text for an element or attribute; what XML 1.0 cannot hold is left out. */
export function escapeXml(text: string): string {
  return cleanText(text)
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.name === name)
}

/** Every element of this name at any depth below. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = []
  collect(element, name, found)
  return found
}

function collect({ children }: XmlElement, name: string, found: XmlElement[]): void {
  for (const one of children) {
    if (one.name === name) found.push(one)
    collect(one, name, found)
  }
}
