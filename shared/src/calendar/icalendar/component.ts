import type { ErrorCode } from '../../contract/errors.ts'
import { fold, printContentLine, type ContentLine } from './content-line.ts'

/** A BEGIN ... END block. */
export interface Component {
  /** In upper case. */
  name: string
  properties: ContentLine[]
  components: Component[]
}

/** What is wrong with a component that was read: it is not used, and the first fault is reported. */
export interface Fault {
  code: ErrorCode
  detail: string
}

/** A component with where it came from. */
export interface ReadComponent extends Component {
  components: ReadComponent[]
  fault: Fault | null
  /** Line of its BEGIN in the text, from 1. */
  line: number
}

export function component(name: string, properties: ContentLine[] = [], components: Component[] = []): Component {
  return { name, properties, components }
}

export function property(
  name: string,
  value: string,
  parameters: Record<string, string | undefined> = {},
): ContentLine {
  const given = new Map<string, string[]>()
  for (const parameter in parameters) {
    const text = parameters[parameter]
    if (text !== undefined) given.set(parameter, [text])
  }
  return { name, parameters: given, value }
}

/** The value of the first property of this name. */
export function valueOf({ properties }: Component, name: string): string | undefined {
  return properties.find((line) => line.name === name)?.value
}

export function printComponent({ name, properties, components }: Component): string {
  let text = `BEGIN:${name}\r\n`
  for (const line of properties) text += `${fold(printContentLine(line))}\r\n`
  for (const inner of components) text += printComponent(inner)
  return `${text}END:${name}\r\n`
}
