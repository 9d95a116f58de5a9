/** Numbers that come in over time. */
export class Samples {
  readonly values: number[] = []

  add(value: number): void {
    this.values.push(value)
  }

  get count(): number {
    return this.values.length
  }

  /** The value that so large a part of them does not exceed; 0 for none. */
  quantile(part: number): number {
    const sorted = this.values.toSorted((one, other) => one - other)
    return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
  }

  /** The middle one of those between two parts of the time. */
  median(from: number, to: number): number {
    const part = new Samples()
    const { length } = this.values
    for (const value of this.values.slice(Math.floor(from * length), Math.ceil(to * length))) part.add(value)
    return part.quantile(0.5)
  }
}
