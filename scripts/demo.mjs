// `npm run demo`: a hub and two agents as processes of their own, on calendars that really exist, with changes flowing
// while one watches. `--once` performs every change once and ends (used by the tests).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { PASSWORD, radicaleIsInstalled, startRadicale, USER } from './demo/caldav.mjs'
import { Destination } from './demo/destination.mjs'
import { endAll, freePort, run, start, until } from './demo/processes.mjs'
import { caldavSamples, fillFolder } from './demo/samples.mjs'
import { perform, steps } from './demo/steps.mjs'

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false }, port: { type: 'string' } } })
const program = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'chroniton-demo-'))
const port = Number(values.port ?? (values.once ? await freePort() : 8008))
const hubUrl = `http://localhost:${port}`
const storage = join(root, 'hub')

async function end(code) {
  await endAll()
  rmSync(root, { recursive: true, force: true })
  process.exit(code)
}
process.on('SIGINT', () => void end(0))
process.on('SIGTERM', () => void end(0))

const hubEnvironment = { ...process.env, API_PORT: String(port), STORAGE_PATH: storage, LOG_LEVEL: 'warn' }
const chroniton = (...args) =>
  run(process.execPath, [program('server/bin/chroniton.mjs'), ...args], {
    env: { ...hubEnvironment, CHRONITON_HUB: hubUrl },
  })

/** An agent in a "network" of its own: enrolled with a join token, then run, as on any machine. */
async function startAgent(name, sources) {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'agent.json')
  writeFileSync(config, JSON.stringify({ sync_interval_minutes: 0.05, calendar_sources: sources }, null, 2))
  const { token } = JSON.parse(await chroniton('agents', 'token', name, '--json'))
  const agent = program('agent/bin/chroniton-agent.mjs')
  await run(process.execPath, [agent, 'enroll', hubUrl, token, '--config', config])
  start(name, process.execPath, [agent, 'run', '--config', config])
}

try {
  console.log('Starting the hub ...')
  start('the hub', process.execPath, [program('server/dist/main.js')], { env: hubEnvironment })
  await until('the hub', async () => ((await fetch(`${hubUrl}/health`)).ok ? true : null))

  const folder = join(root, 'network-b', 'calendar')
  fillFolder(folder, 'Client B')
  const sourcesB = [{ type: 'vdir', name: 'Folder', path: folder }]

  let caldav = null
  if (radicaleIsInstalled()) {
    console.log('Starting Radicale, a CalDAV server, as network A ...')
    caldav = await startRadicale(join(root, 'radicale'))
    await caldav.create('Work')
    for (const [file, text] of Object.entries(caldavSamples())) await caldav.put(file, text)
    await startAgent('network-a', [
      { type: 'caldav', name: 'Radicale', url: caldav.server, username: USER, password: PASSWORD },
    ])
  } else {
    console.log(
      'Radicale is not installed, so there is no CalDAV server in this demo (Debian: apt-get install radicale).',
    )
  }
  await startAgent('network-b', sourcesB)

  const destination = new Destination(join(storage, 'calendars'))
  await until('the first sync', () =>
    destination.find('review@demo.chroniton') !== null &&
    (caldav === null || destination.find('standup@demo.chroniton') !== null)
      ? true
      : null,
  )
  const link = (await chroniton('link')).trim()
  console.log(`\nBoth networks have flowed into one destination calendar: ${destination.count()} events so far.`)
  console.log(`  watch it live:   ${link}`)
  console.log(`  the destination: ${destination.root}`)
  console.log(`  network B:       ${folder}`)
  if (caldav !== null) console.log(`  network A:       ${caldav.address} (user ${USER}, password ${PASSWORD})`)

  for (const step of steps({ caldav, folder, destination, chroniton })) {
    if (!values.once) await new Promise((resolve) => setTimeout(resolve, 4000))
    await perform(step)
  }
  if (values.once) await end(0)
  console.log('\nEverything goes on running: edit files or events on any side and watch. Ctrl-C ends it.')
} catch (error) {
  console.error(`\nThe demo failed: ${error.message}`)
  await end(1)
}
