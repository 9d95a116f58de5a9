import axe from 'axe-core'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findProgram } from '../servers/available.ts'

const FLAGS =
  '--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync'

export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 900 } }

/** Debian's Chromium, and what its pages complained of. */
export class TestBrowser {
  /** Errors of pages and of their security policy; none is expected. */
  readonly problems: string[] = []
  readonly #browser: Browser

  private constructor(browser: Browser) {
    this.#browser = browser
  }

  static async start(): Promise<TestBrowser> {
    return new TestBrowser(await chromium.launch({ executablePath: findProgram('chromium')!, args: FLAGS.split(' ') }))
  }

  /** A page of its own, with no cookie of another. */
  async open(url: string, options: BrowserContextOptions = DESKTOP): Promise<Page> {
    const context = await this.#browser.newContext({
      locale: 'en-GB',
      timezoneId: 'Europe/Zurich',
      reducedMotion: 'reduce',
      ...options,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => this.problems.push(error.message))
    page.on('console', (message) => {
      // A hub that was killed cannot answer, which Chromium reports; that it is away is part of the tests.
      const isAway = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket connection/.test(
        message.text(),
      )
      if (message.type() === 'error' && !isAway) this.problems.push(message.text())
    })
    await page.goto(url)
    return page
  }

  end(): Promise<void> {
    return this.#browser.close()
  }
}

/** What axe finds against WCAG 2.2 AA: rule, and the elements that break it. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // As a script of the test, not of the page: its security policy lets in no other.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary ?? ''}`),
    )
  })
}

/** With CHRONITON_PICTURES set, keeps a picture of the page in that folder for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CHRONITON_PICTURES']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
