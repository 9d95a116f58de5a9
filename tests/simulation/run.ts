import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { withHonestServers } from './plan.ts'
import { simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    honest: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
  },
})

const options = values.honest ? { plan: withHonestServers } : {}
const print = (line: string) => void process.stdout.write(`${line}\n`)

if (values.seed !== undefined) await one(Number(values.seed))
else if (Number(values.jobs) > 1) await shared(Number(values.from), Number(values.seeds), Number(values.jobs))
else await many(Number(values.from), Number(values.seeds))

/** One world, told line by line if asked for. */
async function one(seed: number): Promise<void> {
  const { wrong, deeds, entries } = await simulate(seed, { ...options, write: values.trace ? print : null })
  print(`seed ${seed}: ${deeds} deeds, ${entries} entries, ${wrong.length === 0 ? 'all is well' : 'WRONG'}`)
  for (const line of wrong) print(`  ${line}`)
  process.exitCode = wrong.length === 0 ? 0 : 1
}

/** Many worlds, of which only the bad ones are told. */
async function many(from: number, seeds: number): Promise<void> {
  let failures = 0
  for (let seed = from; seed < from + seeds; seed++) {
    const wrong = await faultsOf(seed)
    if (wrong.length === 0) continue
    failures++
    print(
      `npm run sim -- --seed ${seed} ${values.honest ? '--honest ' : ''}--trace\n  ${wrong.length} wrong, first: ${wrong[0]!.slice(0, 400)}`,
    )
  }
  print(`seeds ${from} to ${from + seeds - 1}: ${failures} failed`)
  process.exitCode = failures === 0 ? 0 : 1
}

async function faultsOf(seed: number): Promise<string[]> {
  try {
    return (await simulate(seed, options)).wrong
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  }
}

/** As many processes, each with its part. */
async function shared(from: number, seeds: number, jobs: number): Promise<void> {
  const part = Math.ceil(seeds / jobs)
  const codes = await Promise.all(
    Array.from({ length: jobs }, (_, job) => {
      const first = from + job * part
      const count = Math.min(part, from + seeds - first)
      const flags = [
        '--from',
        String(first),
        '--seeds',
        String(Math.max(0, count)),
        ...(values.honest ? ['--honest'] : []),
      ]
      const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...flags], { stdio: 'inherit' })
      return new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
    }),
  )
  process.exitCode = Math.max(...codes)
}
