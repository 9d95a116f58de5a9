import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithPrograms } from '../servers/available.ts'
import { accessibilityFaults, PHONE, picture, TestBrowser } from './browser.ts'
import { makeCalendarFolder, Network, singleEvent } from './network.ts'
import { AGENT, Daemon, runToEnd, until } from './processes.ts'

const PASSWORD = 'a long sentence as password'

describeWithPrograms('the admin', ['chromium'], () => {
  let network: Network
  let browser: TestBrowser
  let page: Page
  let agent: Daemon
  let folder: string

  const main = (on = page) => on.getByRole('main')
  const section = (name: string, on = page) => main(on).getByRole('region', { name })
  const heading = (name: string, on = page) => main(on).getByRole('heading', { level: 1, name })
  const go = async (name: string, on = page) => {
    await on
      .getByRole('navigation', { name: 'Main navigation' })
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .click()
    await heading(name, on).waitFor()
  }
  const signIn = async (on: Page) => {
    await on.getByLabel('Name').fill('Ann')
    await on.getByLabel(/^Password/).fill(PASSWORD)
    await on.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  beforeAll(async () => {
    network = await Network.start()
    folder = join(network.root, 'a')
    makeCalendarFolder(folder, 'Client A', 3)
    browser = await TestBrowser.start()
  })

  afterAll(async () => {
    await browser?.end()
    await agent?.end()
    await network?.end()
  })

  it('opens by the admin link, and takes the key out of the address', async () => {
    page = await browser.open((await network.chroniton('link')).trim())
    await main().getByText('Nothing is connected yet.').waitFor()
    expect(page.url()).toBe(`${network.url}/`)
    await picture(page, 'empty-overview')
  })

  it('leads from an empty hub to the first calendar in step', async () => {
    await main().getByRole('link', { name: 'Set up' }).click()
    await main().getByLabel('Name').fill('Ann')
    await main()
      .getByLabel(/^Password/)
      .fill(PASSWORD)
    await picture(page, 'setup-password')
    expect(await accessibilityFaults(page)).toEqual([])
    await main().getByRole('button', { name: 'Go on' }).click()

    await main().getByLabel('What is it called?').fill('laptop of Ann')
    await main().getByRole('button', { name: 'Make the join command' }).click()
    const command = await main().getByLabel('Enrol and start', { exact: true }).innerText()
    const token = new RegExp(`enroll ${network.url} (\\S+)`).exec(command)![1]!
    await main().getByText('Waiting for the agent').waitFor()
    await picture(page, 'setup-agent')

    const config = join(network.root, 'agent.json')
    const sources = [{ type: 'vdir', name: 'Folder', path: folder }]
    mkdirSync(network.root, { recursive: true })
    writeFileSync(config, JSON.stringify({ sync_interval_minutes: 0.02, calendar_sources: sources }))
    await runToEnd([AGENT, 'enroll', network.url, token, '--config', config])
    agent = new Daemon([AGENT, 'run', '--config', config])
    agent.start()
    await main().getByText('laptop of Ann is here.').waitFor()

    await main().getByRole('button', { name: 'Next' }).click()
    await main().getByRole('switch', { name: 'Client A flows to the destination', checked: true }).waitFor()
    await picture(page, 'setup-calendars')
    await main().getByRole('link', { name: 'To the overview' }).click()
    await main().getByText('Everything is in step.').waitFor()
    await section('Latest changes').getByText('Client A 2').waitFor()
  })

  it('keeps who is signed in through a reload, by a cookie alone', async () => {
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    await page.reload()
    await main().getByText('Everything is in step.').waitFor()
  })

  it('shows an edit as it happens', async () => {
    writeFileSync(join(folder, '1.ics'), singleEvent('Client A-1@e2e', 'Moved to the lake'))
    await section('Latest changes').getByText('Moved to the lake').first().waitFor()
  })

  it('asks for name and password in another browser, and says when they are wrong', async () => {
    const other = await browser.open(network.url)
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await accessibilityFaults(other)).toEqual([])
    await other.getByLabel('Name').fill('Ann')
    await other.getByLabel(/^Password/).fill('not the password')
    await other.getByRole('button', { name: 'Sign in', exact: true }).click()
    await other.getByText('Name and password do not fit together.').waitFor()
    await picture(other, 'sign-in')
    await signIn(other)
    await heading('Overview', other).waitFor()
    await other.getByRole('button', { name: 'Your account: Ann' }).click()
    await other.getByRole('button', { name: 'Sign out' }).click()
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    await other.context().close()
  })

  it('shows a rename made in one window in another, and in the calendar itself', async () => {
    const other = await browser.open(network.url)
    await signIn(other)
    await heading('Overview', other).waitFor()
    await go('Calendars', other)
    await go('Calendars')
    await main().getByRole('button', { name: 'Rename Client A' }).click()
    await main().getByRole('textbox', { name: 'Name' }).fill('Client A, Zurich')
    await page.keyboard.press('Enter')
    await main(other).getByRole('link', { name: 'Client A, Zurich' }).waitFor()
    await until('the folder has its new name', () =>
      readFileSync(join(folder, 'displayname'), 'utf8').includes('Client A, Zurich'),
    )
    await other.context().close()
  })

  it('recolours a calendar in place', async () => {
    await main().getByRole('button', { name: 'Change the colour of Client A, Zurich' }).click()
    await page.getByRole('button', { name: '#e8590c' }).click()
    await until('the folder has its colour', () => readFileSync(join(folder, 'color'), 'utf8').includes('e8590c'))
  })

  it('changes a route, and shows that it stands', async () => {
    await main().getByRole('link', { name: 'Client A, Zurich' }).click()
    await heading('Client A, Zurich').waitFor()
    await picture(page, 'calendar')
    expect(await accessibilityFaults(page)).toEqual([])
    await main().getByRole('combobox', { name: 'Direction' }).click()
    await page.getByRole('option', { name: 'One way' }).click()
    await until('the route goes one way', async () => {
      const routes = await network.json<{ direction: string }[]>('routes', 'list')
      return routes[0]?.direction === 'forward'
    })
    await main().getByText('Edits made at the other end are put right.').waitFor()
  })

  it('shows an agent and switches one of its sources off and on', async () => {
    await go('Agents')
    await picture(page, 'agents')
    expect(await accessibilityFaults(page)).toEqual([])
    await main().getByRole('link', { name: 'laptop of Ann' }).click()
    await heading('laptop of Ann').waitFor()
    const read = section('Sources').getByRole('switch', { name: 'Read Folder' })
    await read.waitFor()
    await picture(page, 'agent')
    expect(await accessibilityFaults(page)).toEqual([])
    await section('Sources').getByText('up to date').waitFor()
    await read.press('Space')
    await section('Sources').getByText('off', { exact: true }).waitFor()
    await read.press('Space')
    await section('Sources').getByText('up to date').waitFor()
  })

  it('loads less than 300 KB of JavaScript for its first page', async () => {
    const other = await browser.open(network.url)
    await signIn(other)
    await heading('Overview', other).waitFor()
    const loaded = await other.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.endsWith('.js')),
    )
    const sizes = await Promise.all(loaded.map(async (url) => gzipSync(await (await fetch(url)).arrayBuffer()).length))
    expect(sizes.length).toBeGreaterThan(1)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300 * 1024)
    await other.context().close()
  })

  it('is accessible, in dark and in German too', async () => {
    await go('Overview')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Your account: Ann' }).click()
    await page.getByText('Dark', { exact: true }).click()
    await page.getByText('Deutsch', { exact: true }).click()
    await page.keyboard.press('Escape')
    await main().getByRole('heading', { level: 1, name: 'Übersicht' }).waitFor()
    await picture(page, 'overview-dark-german')
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
    await page.getByRole('link', { name: 'Kalender', exact: true }).click()
    await main().getByRole('heading', { level: 1, name: 'Kalender' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Ihr Konto: Ann' }).click()
    await page.getByText('Hell', { exact: true }).click()
    await page.getByText('English', { exact: true }).click()
    await page.keyboard.press('Escape')
    await heading('Calendars').waitFor()
  })

  it('can be used by keyboard alone', async () => {
    await page.goto(network.url)
    await heading('Overview').waitFor()
    await page.keyboard.press('Tab')
    await page.getByRole('link', { name: 'Skip to the content' }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content')
    const reach = async (name: string) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab')
        if ((await page.evaluate(() => document.activeElement?.textContent?.trim())) === name) return
      }
      throw new Error(`${name} cannot be reached by Tab`)
    }
    await reach('Calendars')
    await page.keyboard.press('Enter')
    await heading('Calendars').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Calendars')
    await reach('Client A, Zurich')
    await page.keyboard.press('Enter')
    await heading('Client A, Zurich').waitFor()
  })

  it('fits a phone', async () => {
    const phone = await browser.open(network.url, PHONE)
    await signIn(phone)
    await heading('Overview', phone).waitFor()
    await picture(phone, 'overview-phone')
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await phone.getByRole('button', { name: 'Open navigation' }).click()
    await go('Calendars', phone)
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(await accessibilityFaults(phone)).toEqual([])
    await main(phone).getByRole('link', { name: 'Client A, Zurich' }).click()
    await heading('Client A, Zurich', phone).waitFor()
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await phone.context().close()
  })

  it('says what is at an address where nothing is', async () => {
    await page.goto(`${network.url}/nowhere`)
    await heading('There is nothing at this address').waitFor()
    await main().getByRole('link', { name: 'To the overview' }).click()
    await heading('Overview').waitFor()
  })

  it('keeps what it shows while the hub is down, and catches up by itself', async () => {
    await network.hub.end('SIGKILL')
    await main().getByText('The connection to the hub is gone.').waitFor()
    await section('The network').getByText('Client A, Zurich').waitFor()
    writeFileSync(join(folder, '2.ics'), singleEvent('Client A-2@e2e', 'While the hub was away'))
    await network.startHub()
    await section('Latest changes').getByText('While the hub was away').first().waitFor()
    await main().getByText('The connection to the hub is gone.').waitFor({ state: 'detached' })
  }, 90_000)

  it('asks for the key when it is wrong', async () => {
    const stranger = await browser.open(`${network.url}/#key=wrong`)
    await stranger.getByText('The hub does not know this key.').waitFor()
    await stranger.context().close()
  })

  it('has no trouble with its own security rules', () => {
    expect(browser.problems.filter((problem) => !problem.includes('401'))).toEqual([])
  })
})
