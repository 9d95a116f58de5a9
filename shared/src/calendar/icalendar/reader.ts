import type { Fault, ReadComponent } from './component.ts'
import { looksLikeProperty, readContentLine, type ContentLine } from './content-line.ts'
import { cleanCalendarText, LIMITS } from './guard.ts'

export interface ReadText {
  /** The outermost components, in order. */
  roots: ReadComponent[]
  /** Faults that lie in no event. */
  faults: Fault[]
  /** Whether every component that begins also ends: text that was cut short does not say what is absent. */
  complete: boolean
}

/** Properties whose text programs have been seen to break over lines without folding them. */
const TEXTS = new Set(['SUMMARY', 'DESCRIPTION', 'LOCATION', 'COMMENT'])

/** Reads text in one pass. Never throws for what the text says: a fault stays with the event it lies in. */
export function readText(given: string): ReadText {
  const text = cleanCalendarText(given)
  const tree = new Tree()
  let pending = ''
  let pendingLine = 0
  let dropped = false
  let lineNumber = 0

  const flush = (): void => {
    if (dropped) tree.faultHere({ code: 'item-too-large', detail: `line ${pendingLine} is too long` })
    else if (pending !== '') tree.add(pending, pendingLine)
    pending = ''
    dropped = false
  }

  for (let from = 0; from < text.length;) {
    const feed = text.indexOf('\n', from)
    const end = feed === -1 ? text.length : feed
    lineNumber++
    const first = text[from]
    if (first === ' ' || first === '\t') {
      if (pending.length + end - from > LIMITS.propertyCharacters) dropped = true
      else if (!dropped) pending += text.slice(from + 1, end)
    } else if (end > from) {
      flush()
      pendingLine = lineNumber
      if (end - from > LIMITS.propertyCharacters) dropped = true
      else pending = text.slice(from, end)
    }
    from = end + 1
  }
  flush()
  return tree.finish()
}

class Tree {
  readonly #roots: ReadComponent[] = []
  readonly #faults: Fault[] = []
  readonly #open: ReadComponent[] = []
  #last: ContentLine | null = null
  /** Components that lie deeper than any that is read; counted so that their ends are found. */
  #tooDeep = 0
  /** Read of the event (or other component of a calendar) that is open. */
  #characters = 0

  add(text: string, line: number): void {
    this.#characters += text.length
    if (!looksLikeProperty(text)) return this.#addBroken(text, line)
    const property = readContentLine(text)
    if (typeof property === 'string') return this.faultHere(malformed(line, property))
    if (property.name === 'BEGIN') this.#begin(property.value.trim().toUpperCase(), line)
    else if (property.name === 'END') this.#end(property.value.trim().toUpperCase(), line)
    else this.#addProperty(property, line)
  }

  /** The event that is open, or the outermost component that is, bears the fault; its first one is kept. */
  faultHere(fault: Fault): void {
    const bearer =
      this.#open.find(({ name }) => name === 'VEVENT') ?? this.#open.find(({ name }) => name !== 'VCALENDAR')
    if (bearer === undefined) this.#faults.push(fault)
    else bearer.fault ??= fault
  }

  #addProperty(property: ContentLine, line: number): void {
    if (this.#tooDeep > 0) return
    const target = this.#open.at(-1)
    if (target === undefined) return this.faultHere(malformed(line, 'a property lies outside of any component'))
    if (target.properties.length >= LIMITS.propertiesOfComponent || this.#characters > LIMITS.componentCharacters) {
      return this.faultHere({
        code: 'item-too-large',
        detail: `${target.name.slice(0, 50)} holds too much at line ${line}`,
      })
    }
    target.properties.push(property)
    this.#last = property
  }

  #addBroken(text: string, line: number): void {
    const last = this.#last
    if (last !== null && (TEXTS.has(last.name) || last.name.startsWith('X-')) && this.#tooDeep === 0) {
      if (last.value.length + text.length > LIMITS.propertyCharacters) {
        return this.faultHere({ code: 'item-too-large', detail: `line ${line} is too long` })
      }
      last.value += `\\n${text}`
    } else {
      this.faultHere(malformed(line, 'it is no property'))
    }
  }

  #begin(name: string, line: number): void {
    this.#last = null
    if (this.#tooDeep > 0 || this.#open.length >= LIMITS.depth) {
      this.#tooDeep++
      return this.faultHere(malformed(line, 'components lie too deep in each other'))
    }
    // An event in an event means that the END of the first is missing.
    if (name === 'VEVENT') {
      const unfinished = this.#open.findIndex((component) => component.name === 'VEVENT')
      if (unfinished !== -1) {
        this.faultHere(malformed(line, 'an event begins before the last one ends'))
        this.#open.length = unfinished
      }
    }
    if (name === 'VEVENT' || this.#open.length <= 1) this.#characters = 0
    const component: ReadComponent = { name, properties: [], components: [], fault: null, line }
    const parent = this.#open.at(-1)
    if (parent === undefined) {
      this.#roots.push(component)
    } else if (parent.name !== 'VCALENDAR' && parent.components.length >= LIMITS.componentsOfComponent) {
      this.faultHere({ code: 'item-too-large', detail: `too many components at line ${line}` })
    } else {
      parent.components.push(component)
    }
    this.#open.push(component)
  }

  #end(name: string, line: number): void {
    this.#last = null
    if (this.#tooDeep > 0) {
      this.#tooDeep--
      return
    }
    const index = this.#open.findLastIndex((component) => component.name === name)
    if (index === -1) return this.faultHere(malformed(line, `${name.slice(0, 50)} ends and never began`))
    if (index < this.#open.length - 1) {
      this.faultHere(
        malformed(line, `${this.#open.at(-1)!.name.slice(0, 50)} does not end before ${name.slice(0, 50)}`),
      )
    }
    this.#open.length = index
  }

  finish(): ReadText {
    const complete = this.#open.length === 0 && this.#tooDeep === 0
    if (!complete) {
      this.faultHere({ code: 'item-malformed', detail: `the text ends before ${this.#open[0]?.name ?? 'it'} does` })
    }
    return { roots: this.#roots, faults: this.#faults, complete }
  }
}

function malformed(line: number, why: string): Fault {
  return { code: 'item-malformed', detail: `line ${line}: ${why}` }
}
