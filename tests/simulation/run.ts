import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
  },
})

const print = (line: string) => void process.stdout.write(`${line}\n`)

if (values.seed !== undefined) {
  const { wrong, deeds, entries } = await simulate(Number(values.seed), { write: values.trace ? print : null })
  print(`seed ${values.seed}: ${deeds} deeds, ${entries} entries, ${wrong.length === 0 ? 'all is well' : 'WRONG'}`)
  for (const line of wrong) print(`  ${line}`)
  process.exitCode = wrong.length === 0 ? 0 : 1
} else {
  let failures = 0
  const from = Number(values.from)
  for (let seed = from; seed < from + Number(values.seeds); seed++) {
    try {
      const { wrong } = await simulate(seed)
      if (wrong.length === 0) continue
      failures++
      print(`seed ${seed}: ${wrong.length} wrong, first: ${wrong[0]!.slice(0, 300)}`)
    } catch (error) {
      failures++
      print(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }
  print(`${values.seeds} seeds from ${from}: ${failures} failed`)
  process.exitCode = failures === 0 ? 0 : 1
}
