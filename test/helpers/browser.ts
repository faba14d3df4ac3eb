/** A real Chromium for the tests: the one that CHROMIUM names, the machine's own, or the one from the npm registry. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { env } from '#env'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Milliseconds that a page may take for a step. Playwright's own 30 s are too short for a machine that does much else; a wait ends when it is met. */
const patienceMs = 120_000

/** `flags`: of Chromium, besides those that keep it quiet. */
export async function openBrowser(...flags: string[]): Promise<Browser> {
  const own = env.CHROMIUM ?? places.find((place) => existsSync(place))
  const args = [...quiet, ...flags]
  const browser = own ? await chromium.launch({ executablePath: own, args }) : await openPacked(args)
  const open = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await open(options)
    context.setDefaultTimeout(patienceMs)
    return context
  }
  return browser
}

/**
 * The Chromium of the npm registry. Made for AWS Lambda, it brings the libraries that a bare machine lacks, but only where it believes
 * itself to be there; then it also changes our own environment, which the other processes of a test must not inherit.
 */
async function openPacked(args: string[]): Promise<Browser> {
  const before = { ...process.env }
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x'
  const { default: packed } = await import('@sparticuz/chromium')
  const executablePath = await packed.executablePath()
  const { LD_LIBRARY_PATH = '', FONTCONFIG_PATH = '' } = process.env
  process.env = before
  return chromium.launch({
    executablePath,
    args: [...packed.args, ...args],
    env: { ...before, LD_LIBRARY_PATH, FONTCONFIG_PATH },
  })
}

/** Opens a page whose script comes only after `early`, what somebody does there meanwhile. */
export async function beforeScript(page: Page, path: string, early: () => Promise<void>): Promise<void> {
  let come = () => {}
  const done = new Promise<void>((resolve) => {
    come = resolve
  })
  await page.route(/\/entry\.client/, async (route) => {
    await done
    await route.continue()
  })
  await page.goto(path, { waitUntil: 'domcontentloaded' })
  await early()
  come()
}

/** The link that finds, once its keys do something: our script is there. */
export const readyToFind = '[aria-keyshortcuts~="Control+K"]'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const everything = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
/** What the dark scheme may change. */
const colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }
const phone = { width: 360, height: 740 }

interface Violation {
  id: string
  help: string
  nodes: { html: string }[]
}

/**
 * What keeps somebody from using a page, a line each; empty when nothing: what axe-core finds in light and in dark, and how much wider than a
 * phone it is. The page's context needs `bypassCSP`. The page is left light, in the window it had.
 */
export async function complaints(page: Page): Promise<string[]> {
  const window = page.viewportSize() ?? phone
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  // As high as the page: what stays at the bottom of a window covers something, which can be scrolled from under it.
  await page.setViewportSize({ width: window.width, height: Math.max(height, window.height) })
  await page.evaluate(axe)
  const light = await violations(page, everything)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const dark = await violations(page, colours)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  await page.setViewportSize(phone)
  const over = await overhang(page)
  await page.setViewportSize(window)
  return [...light, ...dark.map((line) => `dark: ${line}`), ...(over > 0 ? [`${over} px wider than a phone`] : [])]
}

async function violations(page: Page, rules: typeof everything): Promise<string[]> {
  const options = JSON.stringify({ runOnly: rules, resultTypes: ['violations'] })
  const found = await page.evaluate<Violation[]>(`axe.run(document, ${options}).then(({ violations }) => violations)`)
  return found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`)
}

/** CSS pixels by which a page is wider than the window, with everything open that opens. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate(`new Promise((resolve) => {
    const closed = [...document.querySelectorAll('details:not([open])')]
    for (const one of closed) one.open = true
    // What draws itself as wide as its place does so in the next frame.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      resolve(document.documentElement.scrollWidth - innerWidth)
      for (const one of closed) one.open = false
    }))
  })`)
