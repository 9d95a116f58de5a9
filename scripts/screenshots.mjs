// `npm run screenshots`: pictures of every page of the admin for the docs, from a hub with a consultant's week in it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { Destination } from './demo/destination.mjs'
import { endAll, freePort, run, start, until } from './demo/processes.mjs'
import { CALENDARS, writeWeek } from './screenshots/week.mjs'

const { values } = parseArgs({ options: { to: { type: 'string' }, all: { type: 'boolean', default: false } } })
const program = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const pictures = values.to ?? program('docs/screenshots')
// Its path is seen in the pictures.
const root = join(tmpdir(), 'chroniton')
mkdirSync(root)
const hubUrl = `http://localhost:${await freePort()}`
const storage = join(root, 'hub')
const environment = {
  ...process.env,
  API_PORT: new URL(hubUrl).port,
  STORAGE_PATH: storage,
  LOG_LEVEL: 'warn',
  CHRONITON_HUB: hubUrl,
}
const chroniton = (...args) =>
  run(process.execPath, [program('server/bin/chroniton.mjs'), ...args], { env: environment })

async function startAgent(name) {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'agent.json')
  const agent = program('agent/bin/chroniton-agent.mjs')
  const sources = writeWeek(name, folder)
  writeFileSync(config, JSON.stringify({ sync_interval_minutes: 0.05, calendar_sources: sources }))
  const { token } = JSON.parse(await chroniton('agents', 'token', name, '--json'))
  await run(process.execPath, [agent, 'enroll', hubUrl, token, '--config', config])
  return start(name, process.execPath, [agent, 'run', '--config', config])
}

/** Two sides change the title of one event while the agent is away, and many events vanish from one calendar. */
async function makeTrouble(agents, destination) {
  await chroniton('settings', 'set', 'strategy', 'manual')
  const away = agents['client-a']
  away.ending = true
  away.kill('SIGTERM')
  await until('the agent is away', () => (away.exitCode === null && away.signalCode === null ? null : true))
  const folder = join(root, 'client-a', 'client-a')
  const original = join(folder, 'architecture-review.ics')
  const copy = destination.find('client-a-architecture-review@demo.chroniton')
  writeFileSync(original, readFileSync(original, 'utf8').replace('Architecture review', 'Architecture review, part 2'))
  destination.write(
    copy.path,
    readFileSync(copy.path, 'utf8').replace('Architecture review', 'Review with the architects'),
  )
  await until('the edit is known', async () =>
    (await chroniton('history', '--json')).includes('Review with the architects') ? true : null,
  )
  const config = join(root, 'client-a', 'agent.json')
  start('client-a', process.execPath, [program('agent/bin/chroniton-agent.mjs'), 'run', '--config', config])
  await until('the conflict', async () =>
    JSON.parse(await chroniton('conflicts', 'list', '--json')).length > 0 ? true : null,
  )

  const onCall = join(root, 'client-b', 'on-call')
  for (const file of readdirSync(onCall)
    .filter((name) => name.endsWith('.ics'))
    .slice(0, 18))
    rmSync(join(onCall, file))
  await until('the held deletions', async () =>
    JSON.parse(await chroniton('holds', 'list', '--json')).length > 0 ? true : null,
  )
}

const PAGES = [
  ['overview', '/'],
  ['events', '/events'],
  ['calendars', '/calendars'],
  ['agents', '/agents'],
  ['conflicts', '/conflicts'],
  ['safety', '/safety'],
  ['queue', '/queue'],
  ['activity', '/activity'],
  ['settings', '/settings'],
]
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
const DESKTOP = { viewport: { width: 1320, height: 860 } }

async function takePictures(link) {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
  const take = async (prefix, pages, options) => {
    const context = await browser.newContext({
      locale: 'en-GB',
      timezoneId: 'Europe/Zurich',
      reducedMotion: 'reduce',
      ...options,
    })
    const page = await context.newPage()
    await page.goto(link)
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor()
    for (const [name, path] of pages) {
      // Within the page, so that the key of the link stays with the tab.
      await page.evaluate((to) => {
        history.pushState(null, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
      }, path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      await page.waitForTimeout(600)
      await page.screenshot({ path: join(pictures, `${prefix}${name}.png`), fullPage: values.all })
    }
    await context.close()
  }
  mkdirSync(pictures, { recursive: true })
  await take('', PAGES, DESKTOP)
  await take('dark-', values.all ? PAGES : PAGES.slice(0, 2), { ...DESKTOP, colorScheme: 'dark' })
  await take('phone-', values.all ? PAGES : PAGES.slice(0, 3), PHONE)
  await browser.close()
}

try {
  start('the hub', process.execPath, [program('server/dist/main.js')], { env: environment })
  await until('the hub', async () => ((await fetch(`${hubUrl}/health`)).ok ? true : null))
  const agents = {}
  for (const name of Object.keys(CALENDARS)) agents[name] = await startAgent(name)
  const destination = new Destination(join(storage, 'calendars'))
  const total = Object.values(CALENDARS)
    .flatMap((calendars) => Object.values(calendars))
    .reduce((sum, { events }) => sum + events.length, 0)
  await until('the first sync', () => (destination.count() >= total ? true : null))
  await makeTrouble(agents, destination)
  await takePictures((await chroniton('link')).trim())
  console.log(`The pictures are in ${pictures}.`)
} catch (error) {
  console.error(error)
  process.exitCode = 1
} finally {
  await endAll()
  rmSync(root, { recursive: true, force: true })
}
