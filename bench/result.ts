/** One measured thing, as it stands in `bench/results.json`. */
export interface BenchResult {
  id: string
  /** What is measured, in words. */
  measures: string
  value: number
  unit: string
  /** What the same work costs at the least, measured in the same run. */
  floor: number
  /** `value / floor`. */
  ratio: number
  /** What the ratio (or the value) must be. */
  goal: string
  holds: boolean
}

/** A case may measure several things at once. `skip`: why it cannot run here. */
export interface BenchCase {
  ids: string[]
  skip?: () => string | null
  run: () => Promise<BenchResult[]>
}

/** A value that may be at most `times` its floor. */
export function atMost(
  times: number,
  measured: Pick<BenchResult, 'id' | 'measures' | 'value' | 'unit' | 'floor'>,
): BenchResult {
  const ratio = measured.value / measured.floor
  return { ...measured, ratio, goal: `≤ ${times} × floor`, holds: ratio <= times }
}

/** A value with a limit of its own. */
export function under(limit: number, measured: Pick<BenchResult, 'id' | 'measures' | 'value' | 'unit'>): BenchResult {
  const { value, unit } = measured
  const ratio = limit === 0 ? value : value / limit
  return { ...measured, floor: limit, ratio, goal: `≤ ${limit} ${unit}`, holds: value <= limit }
}

/** A score that must reach a mark of its own. */
export function atLeast(mark: number, measured: Pick<BenchResult, 'id' | 'measures' | 'value' | 'unit'>): BenchResult {
  const { value, unit } = measured
  return { ...measured, floor: mark, ratio: value / mark, goal: `≥ ${mark} ${unit}`, holds: value >= mark }
}
