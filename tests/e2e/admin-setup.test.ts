import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithPrograms } from '../servers/available.ts'
import type { RunningServer } from '../servers/process.ts'
import { startRadicale } from '../servers/radicale.ts'
import { accessibilityFaults, picture, TestBrowser } from './browser.ts'
import { makeCalendarFolder, Network } from './network.ts'
import { until } from './processes.ts'

const PASSWORD = 'Sesame-4711-opens'

describeWithPrograms('setting up with an account on a CalDAV server', ['chromium', 'radicale'], () => {
  let network: Network
  let radicale: RunningServer
  let browser: TestBrowser
  let page: Page

  const main = () => page.getByRole('main')
  const button = (name: string) => main().getByRole('button', { name, exact: true })
  const dav = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${radicale.url}ada/${path}`, {
      method,
      body,
      headers: { authorization: `Basic ${btoa(`ada:${PASSWORD}`)}`, ...headers },
    })
    expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true)
    return response.text()
  }
  const makeCalendar = (path: string, name: string) =>
    dav(
      'MKCALENDAR',
      path,
      `<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:displayname>${name}</d:displayname></d:prop></d:set></c:mkcalendar>`,
      { 'content-type': 'application/xml; charset=utf-8' },
    )

  beforeAll(async () => {
    ;[network, radicale, browser] = await Promise.all([
      Network.start(),
      startRadicale({ users: { ada: PASSWORD } }),
      TestBrowser.start(),
    ])
    await makeCalendar('everything/', 'Everything')
    await makeCalendar('private/', 'Private')
  })

  afterAll(async () => {
    await browser?.end()
    await network?.end()
    await radicale?.stop()
  })

  it('says what is wrong with a sign-in, and loses nothing that was entered', async () => {
    page = await browser.open((await network.chroniton('link')).trim())
    await main().getByRole('link', { name: 'Set up' }).click()
    await main().getByLabel('Name').fill('Ada')
    await main()
      .getByLabel(/^Password/)
      .fill('a long sentence as password')
    await button('Go on').click()
    await main().getByLabel('What is it called?').waitFor()
    await button('Back').click()
    await button('Choose another').click()
    await main().getByText('An account of yours').click()

    await main().getByRole('combobox', { name: 'What is it?' }).click()
    await page.getByRole('option', { name: 'CalDAV', exact: true }).click()
    await main().getByLabel('Address').fill(radicale.url)
    await main().getByLabel('User name').fill('ada')
    await main()
      .getByLabel(/^Password/)
      .fill('not the password')
    await button('Sign in and check').click()
    const alert = main().getByRole('alert')
    await alert.getByText('The account refused the sign-in').waitFor()
    await picture(page, 'setup-account-refused')
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await main().getByLabel('Address').inputValue()).toBe(radicale.url)
    expect(await main().getByLabel('User name').inputValue()).toBe('ada')
    expect(await button('Use it').count()).toBe(0)
  })

  it('shows what calendars are there once the sign-in succeeds', async () => {
    await main()
      .getByLabel(/^Password/)
      .fill(PASSWORD)
    await main().getByRole('alert').waitFor({ state: 'detached' })
    await button('Sign in and check').click()
    const found = main().getByRole('status').filter({ hasText: 'Signed in as' })
    await found.getByText('Everything').waitFor()
    await found.getByText('Private').waitFor()
    await picture(page, 'setup-account-checked')
    expect(await accessibilityFaults(page)).toEqual([])
  })

  it('makes one of them the destination', async () => {
    await button('Use it').click()
    await main().getByRole('radio', { name: 'Everything' }).click()
    await picture(page, 'setup-destination')
    await button('Use it').click()
    await main().getByText('Everything comes together in Everything.').waitFor()
    const { destination } = await network.json<{ destination: { calendarId: string } }>('settings', 'show')
    const calendars = await network.json<{ id: string; metadata: { name: string } }[]>('calendars', 'list')
    expect(calendars.find(({ id }) => id === destination.calendarId)?.metadata.name).toBe('Everything')
  })

  it('brings the events of the first agent there', async () => {
    const folder = join(network.root, 'a')
    makeCalendarFolder(folder, 'Client A', 2)
    await network.addAgent('laptop', [{ type: 'vdir', name: 'Folder', path: folder }])
    await button('Next').click()
    await main().getByText('laptop').first().waitFor()
    await button('Next').click()
    await main().getByRole('switch', { name: 'Client A flows to the destination', checked: true }).waitFor()
    await until('the event is on the server', async () =>
      (await dav('GET', 'everything/')).includes('SUMMARY:Client A 1'),
    )
    expect(await dav('GET', 'private/')).not.toContain('Client A')
  })

  it('keeps the password to itself', async () => {
    expect(await page.content()).not.toContain(PASSWORD)
    expect(await network.chroniton('sources', 'list', '--json')).not.toContain(PASSWORD)
  })

  it('complains of nothing', () => {
    expect(browser.problems).toEqual([])
  })
})
