import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithPrograms, findProgram } from '../servers/available.ts'
import { makeCalendarFolder, Network, singleEvent } from './network.ts'

const FLAGS =
  '--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync'

describeWithPrograms('the live page', ['chromium'], () => {
  let network: Network
  let browser: Browser
  let page: Page
  let folder: string
  const problems: string[] = []

  beforeAll(async () => {
    network = await Network.start()
    folder = join(network.root, 'a')
    makeCalendarFolder(folder, 'Client A', 3)
    browser = await chromium.launch({ executablePath: findProgram('chromium')!, args: FLAGS.split(' ') })
    page = await browser.newPage({ viewport: { width: 1200, height: 1400 } })
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    await page.goto((await network.chroniton('link')).trim())
  })

  afterAll(async () => {
    await browser?.close()
    await network?.end()
  })

  const section = (name: string) => page.getByRole('region', { name })

  it('takes the key out of the address and goes live', async () => {
    await page.getByRole('status').getByText('Live').waitFor()
    expect(page.url()).toBe(`${network.url}/`)
    await section('Calendars').getByText('Destination').waitFor()
  })

  it('shows an agent, its calendar and its events as they arrive, without a reload', async () => {
    await network.addAgent('laptop of Ann', [{ type: 'vdir', name: 'Folder', path: folder }])
    await section('Agents').getByText('laptop of Ann').waitFor()
    await section('Calendars')
      .getByRole('row', { name: /Client A .*Chroniton.* 3 / })
      .waitFor()
    await section('Last changes').getByText('Client A 2').waitFor()
  })

  it('shows an edit, and a rename from the command line', async () => {
    writeFileSync(join(folder, '1.ics'), singleEvent('Client A-1@e2e', 'Moved to the lake'))
    await section('Last changes').getByText('Moved to the lake').first().waitFor()
    const calendars = await network.json<{ id: string; metadata: { name: string } }[]>('calendars', 'list')
    const { id } = calendars.find((calendar) => calendar.metadata.name === 'Client A')!
    await network.chroniton('calendars', 'rename', id, 'Client A, Zurich')
    await section('Calendars').getByText('Client A, Zurich').waitFor()
  })

  it('has no trouble with its own security rules', () => {
    expect(problems).toEqual([])
    const pictures = process.env['CHRONITON_PICTURES']
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true })
    return pictures === undefined
      ? undefined
      : page.screenshot({ path: join(pictures, 'live-page.png'), fullPage: true })
  })

  it('keeps what it shows while the hub is down, and catches up by itself', async () => {
    await network.hub.end('SIGKILL')
    await page.getByRole('status').getByText('Reconnecting').waitFor()
    await section('Calendars').getByText('Client A, Zurich').waitFor()
    writeFileSync(join(folder, '2.ics'), singleEvent('Client A-2@e2e', 'While the hub was away'))
    await network.startHub()
    await page.getByRole('status').getByText('Live').waitFor()
    await section('Last changes').getByText('While the hub was away').first().waitFor()
  }, 90_000)

  it('asks for the key when it is wrong', async () => {
    const stranger = await browser.newPage()
    await stranger.goto(`${network.url}/#key=wrong`)
    await stranger.getByText('The hub does not know this key.').waitFor()
    await stranger.close()
  })
})
