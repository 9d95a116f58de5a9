import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithPrograms } from '../servers/available.ts'
import { accessibilityFaults, PHONE, picture, TestBrowser } from './browser.ts'
import { makeCalendarFolder, Network, singleEvent } from './network.ts'
import type { Daemon } from './processes.ts'
import { until } from './processes.ts'

const EVENTS = 20

describeWithPrograms('the pages where people work', ['chromium'], () => {
  let network: Network
  let browser: TestBrowser
  let page: Page
  let laptop: Daemon
  let source: string
  let destination: string

  const filesIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.ics'))
  const texts = (folder: string) => filesIn(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  const goTo = (name: string) => page.getByRole('navigation').getByRole('link', { name }).click()
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
  const fileWith = (title: string) =>
    filesIn(destination).find((name) => readFileSync(join(destination, name), 'utf8').includes(`SUMMARY:${title}\r\n`))!

  beforeAll(async () => {
    network = await Network.start()
    browser = await TestBrowser.start()
    source = join(network.root, 'a')
    destination = join(network.storage, 'calendars', 'chroniton')
    makeCalendarFolder(source, 'Client A', EVENTS)
    laptop = await network.addAgent('laptop', [{ type: 'vdir', name: 'Folder', path: source }])
    await until('everything is at the destination', () => filesIn(destination).length === EVENTS)
    await network.atRest()
    page = await browser.open((await network.chroniton('link')).trim())
  })

  afterAll(async () => {
    await browser?.end()
    await network?.end()
  })

  it('a conflict made on two sides arrives while one watches, and is resolved for good', async () => {
    await goTo('Settings')
    await heading('Settings')
    await page.getByRole('radio', { name: 'A person decides' }).check()
    await until('the strategy stands', async () => {
      const { settings } = await network.json<{ settings: { strategy: string } }>('status')
      return settings.strategy === 'manual'
    })
    await goTo('Conflicts')
    await heading('Conflicts')
    await page.getByText('No conflict waits').waitFor()

    // Two people who cannot know of each other: the laptop is off the net while both write.
    await laptop.end()
    const copy = join(destination, fileWith('Client A 1'))
    writeFileSync(copy, readFileSync(copy, 'utf8').replace('SUMMARY:Client A 1', 'SUMMARY:Written at home'))
    await until('the hub has seen it', async () =>
      (await network.json<{ title: string }[]>('events', 'list')).some(({ title }) => title === 'Written at home'),
    )
    writeFileSync(join(source, '1.ics'), singleEvent('Client A-1@e2e', 'Written at work'))
    laptop.start()

    const card = page.getByRole('article', { name: 'Written at home' })
    await card.getByText('Written at work').waitFor()
    await picture(page, 'conflicts')
    await card.getByRole('button', { name: 'Take this' }).click()
    await page.getByText('No conflict waits').waitFor()
    await until('the destination shows it', () => texts(destination).some((text) => text.includes('Written at work')))
    await page.getByText('Decided', { exact: true }).click()
    await page.getByRole('article', { name: 'Written at work' }).getByText('Written at home').waitFor()
  })

  it('held deletions are listed, and put back', async () => {
    await goTo('Safety')
    await heading('Safety')
    await page.getByText('Nothing is held').waitFor()
    for (const name of filesIn(source)) rmSync(join(source, name))
    const hold = page.getByRole('article', { name: `${EVENTS} events vanished from Client A` })
    await hold.waitFor()
    await picture(page, 'safety')
    await hold.getByRole('button', { name: `Show all ${EVENTS} events` }).click()
    expect(await hold.getByRole('listitem').count()).toBe(EVENTS)
    expect(filesIn(destination)).toHaveLength(EVENTS)
    await hold.getByRole('button', { name: 'Put them back' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Put them back' }).click()
    await page.getByText('Nothing is held').waitFor()
    await until('they are back', () => filesIn(source).length === EVENTS)
    expect(filesIn(destination)).toHaveLength(EVENTS)
  })

  it('everything is in one calendar; an event shows its copies and its history, and a change is undone', async () => {
    await goTo('Events')
    await heading('Events')
    await page.getByRole('searchbox', { name: 'Search events' }).fill('client a 3')
    await page.getByRole('link', { name: 'Client A 3' }).click()
    await heading('Client A 3')
    await page.getByRole('region', { name: 'Where it is' }).getByText('made here').waitFor()
    writeFileSync(join(source, '3.ics'), singleEvent('Client A-3@e2e', 'Moved to the lake'))
    const history = page.getByRole('region', { name: 'History' })
    await history.getByText('Moved to the lake').waitFor()
    await heading('Moved to the lake')
    await picture(page, 'event')
    await history.getByRole('button', { name: /^Undo/ }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click()
    await heading('Client A 3')
    await until('the calendar shows it', () => texts(source).some((text) => text.includes('SUMMARY:Client A 3')))
  })

  it('the calendar shows a month and goes on to the next', async () => {
    const now = new Date()
    const day = `${now.getFullYear()}${String(now.getMonth() + 1).padStart(2, '0')}15T100000`
    writeFileSync(join(source, '5.ics'), singleEvent('Client A-5@e2e', 'This month', day))
    await goTo('Events')
    await page.getByText('This month').waitFor()
    await picture(page, 'events-month')
    await page.getByRole('button', { name: 'On', exact: true }).click()
    await page.getByText('This month').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Today' }).click()
    await page.getByText('This month').click()
    await heading('This month')
  })

  it('activity and queue are filtered, and the activity is saved as a file', async () => {
    await goTo('Activity')
    await heading('Activity')
    await page.getByRole('listitem').filter({ hasText: 'This month' }).first().waitFor()
    await page.getByRole('switch', { name: 'Only by people' }).click()
    await page.getByRole('listitem').filter({ hasText: 'Written at work' }).first().waitFor()
    await page.getByRole('listitem').filter({ hasText: 'This month' }).waitFor({ state: 'detached' })
    await picture(page, 'activity')
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Export as CSV' }).click(),
    ])
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^At,Who,What,Event,Field,Before,After\r\n.*admin/s)
    await goTo('Queue')
    await page.getByText('Nothing is on its way').waitFor()
  })

  it('a person and a key are made, each secret shown once', async () => {
    await goTo('Settings')
    await page.getByRole('tab', { name: 'People' }).click()
    await page.getByRole('button', { name: 'Add a person' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Grace')
    await dialog.getByRole('button', { name: 'Add a person' }).click()
    const link = await dialog.getByRole('group', { name: 'Link to choose a password' }).textContent()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByText('Has not chosen a password yet').waitFor()
    expect(link).toContain(network.url)
    await picture(page, 'settings-people')

    await page.getByRole('tab', { name: 'API keys' }).click()
    await page.getByRole('button', { name: 'Make a key' }).click()
    await dialog.getByRole('textbox', { name: 'What it is for' }).fill('Backup script')
    await dialog.getByRole('button', { name: 'Make a key' }).click()
    const key = await dialog.getByRole('group', { name: 'The new key' }).textContent()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Backup script').waitFor()
    expect(await page.content()).not.toContain(key)

    await page.getByRole('tab', { name: 'Audit log' }).click()
    await page.getByText('person-add').first().waitFor()
  })

  it('is without fault for readers of screens', async () => {
    for (const name of ['Events', 'Conflicts', 'Safety', 'Queue', 'Activity']) {
      await goTo(name)
      await heading(name)
      expect(await accessibilityFaults(page), name).toEqual([])
    }
    await goTo('Settings')
    for (const name of ['Sync', 'Notifications', 'People', 'API keys', 'Audit log', 'Your account']) {
      await page.getByRole('tab', { name }).click()
      expect(await accessibilityFaults(page), `Settings, ${name}`).toEqual([])
    }
  })

  it('a viewer sees everything and can change nothing', async () => {
    const { key } = await network.json<{ key: string }>('keys', 'create', 'Looks', '--permissions', 'read')
    const viewer = await browser.open(`${network.url}/#key=${key}`)
    const go = (name: string) => viewer.getByRole('navigation').getByRole('link', { name }).click()
    await go('Activity')
    await viewer.getByRole('listitem').filter({ hasText: 'This month' }).first().waitFor()
    expect(await viewer.getByRole('button', { name: /^Undo/ }).count()).toBe(0)
    await go('Settings')
    await viewer.getByRole('radio', { name: 'A person decides' }).waitFor()
    expect(await viewer.getByRole('radio', { name: 'A person decides' }).isDisabled()).toBe(true)
    expect(await viewer.getByRole('tab', { name: 'People' }).count()).toBe(0)
    await viewer.context().close()
  })

  it('fits a phone', async () => {
    const phone = await browser.open((await network.chroniton('link')).trim(), PHONE)
    await phone.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    for (const name of ['Events', 'Conflicts', 'Safety', 'Queue', 'Activity', 'Settings']) {
      await phone.goto(`${network.url}/${name.toLowerCase()}`)
      await phone.getByRole('heading', { level: 1, name }).waitFor()
      await picture(phone, `phone-${name.toLowerCase()}`)
      const overflow = await phone.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, name).toBeLessThanOrEqual(0)
    }
    await phone.context().close()
  })

  it('complains of nothing', () => {
    expect(browser.problems).toEqual([])
  })
})
