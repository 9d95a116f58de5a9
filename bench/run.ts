import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CASES } from './cases.ts'
import type { BenchResult } from './result.ts'

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
const wanted = values.only
const unknown = wanted?.filter((id) => !CASES.some((one) => one.ids.includes(id))) ?? []
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${CASES.flatMap((one) => one.ids).join(', ')}`)
  process.exit(1)
}

const results: BenchResult[] = []
for (const one of CASES) {
  if (wanted !== undefined && !one.ids.some((id) => wanted.includes(id))) continue
  const why = one.skip?.() ?? null
  if (why !== null) {
    console.log(`${one.ids.join(', ')}: not run, ${why}`)
    continue
  }
  const measured = await one.run()
  for (const result of measured) {
    results.push(result)
    console.log(line(result))
  }
}
writeFileSync(new URL('./results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`)

function line({ id, measures, value, unit, floor, ratio, goal, holds }: BenchResult): string {
  const number = (n: number) => n.toLocaleString('en', { maximumSignificantDigits: 4 })
  const verdict = holds ? 'holds' : 'MISSED'
  return `${verdict.padEnd(7)} ${id.padEnd(22)} ${number(value)} ${unit} (floor ${number(floor)}, ratio ${number(ratio)}, goal ${goal}): ${measures}`
}
