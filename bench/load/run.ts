import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { load } from './load.ts'

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '1000' },
    polling: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '10' },
  },
})
// The hub that is started inherits it: the older agents of this run have no credentials.
process.env['LEGACY_AGENTS'] = '127.0.0.1'
const result = await load({
  agents: Number(values.agents),
  pollingAgents: Number(values.polling),
  minutes: Number(values.minutes),
  everySeconds: 20,
  say: (line) => console.log(line),
})
writeFileSync(new URL('./results.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`)
console.log(JSON.stringify(result, null, 2))
console.log(result.holds ? 'holds: the memory is stable and nothing failed' : 'MISSED')
process.exit(result.holds ? 0 : 1)
