import type { ReadComponent } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { inOrder, preserveComponent, preserveParameters, preserveProperty, type ICalComponent } from './preserved.ts'

/**
 * A component being converted. Every converter takes out what it understands; what nobody took is preserved, so that
 * nothing is lost by being forgotten.
 */
export class Bag {
  readonly #properties: (ContentLine | null)[]
  readonly #components: (ReadComponent | null)[]
  /** Of the properties there were: most that are asked for are not among them. */
  readonly #names = new Set<string>()
  readonly #converted: NonNullable<ICalComponent['convertedProperties']> = {}

  /** Takes the component over: converters change the parameters of its properties. */
  constructor(component: ReadComponent) {
    this.#properties = component.properties
    this.#components = component.components
    for (const { name } of component.properties) this.#names.add(name)
  }

  /** Takes the first property of the name; another one of it stays and is preserved. */
  take(name: string): ContentLine | undefined {
    const index = this.#indexOf(name)
    if (index === -1) return undefined
    const line = this.#properties[index]!
    this.#properties[index] = null
    return line
  }

  /** Takes those properties of the name for which `convert` has a use: it says so by returning true. */
  takeEach(name: string, convert: (line: ContentLine) => boolean): void {
    if (!this.#names.has(name)) return
    for (let index = 0; index < this.#properties.length; index++) {
      const line = this.#properties[index]
      if (line?.name === name && convert(line)) this.#properties[index] = null
    }
  }

  /** Takes the first property of the name if `read` can read its value. */
  read<Value>(name: string, read: (value: string) => Value | null): { value: Value; line: ContentLine } | undefined {
    const index = this.#indexOf(name)
    if (index === -1) return undefined
    const line = this.#properties[index]!
    const value = read(line.value)
    if (value === null) return undefined
    this.#properties[index] = null
    return { value, line }
  }

  takeComponents(name: string, convert: (component: ReadComponent) => boolean): void {
    for (let index = 0; index < this.#components.length; index++) {
      const component = this.#components[index]
      if (component?.name === name && convert(component)) this.#components[index] = null
    }
  }

  /** Remembers the parameters that are left of a converted property. */
  keepParameters(pointer: string, { name, parameters }: ContentLine): void {
    if (parameters.size > 0) {
      this.#converted[pointer] = { name: name.toLowerCase(), parameters: preserveParameters(parameters) }
    }
  }

  #indexOf(name: string): number {
    return this.#names.has(name) ? this.#properties.findIndex((line) => line?.name === name) : -1
  }

  properties(): ContentLine[] {
    return this.#properties.filter((line) => line !== null)
  }

  rest(): ICalComponent | undefined {
    const properties = inOrder(this.properties().map(preserveProperty))
    const components = inOrder(this.#components.filter((component) => component !== null).map(preserveComponent))
    if (properties.length === 0 && components.length === 0 && Object.keys(this.#converted).length === 0)
      return undefined
    return {
      '@type': 'ICalComponent',
      name: 'vevent',
      ...(properties.length > 0 && { properties }),
      ...(components.length > 0 && { components }),
      ...(Object.keys(this.#converted).length > 0 && { convertedProperties: this.#converted }),
    }
  }
}
