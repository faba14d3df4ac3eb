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

export async function openBrowser(): Promise<Browser> {
  const own = env.CHROMIUM ?? places.find((place) => existsSync(place))
  const browser = own ? await chromium.launch({ executablePath: own, args: quiet }) : await openPacked()
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
async function openPacked(): Promise<Browser> {
  const before = { ...process.env }
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x'
  const { default: packed } = await import('@sparticuz/chromium')
  const executablePath = await packed.executablePath()
  const { LD_LIBRARY_PATH = '', FONTCONFIG_PATH = '' } = process.env
  process.env = before
  return chromium.launch({
    executablePath,
    args: [...packed.args, ...quiet],
    env: { ...before, LD_LIBRARY_PATH, FONTCONFIG_PATH },
  })
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Violation {
  id: string
  help: string
  nodes: { html: string }[]
}

/** What axe-core finds on a page, a line each: empty when nothing. The page's context needs `bypassCSP`. */
export async function complaints(page: Page): Promise<string[]> {
  return wholly(page, async () => {
    await page.evaluate(axe)
    const { violations } = await page.evaluate<{ violations: Violation[] }>(
      `axe.run(document, { runOnly: ${JSON.stringify(rules)} })`,
    )
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`)
  })
}

/** In a window as high as the page: what stays at the bottom of a window covers something, which can be scrolled from under it. */
async function wholly<Found>(page: Page, look: () => Promise<Found>): Promise<Found> {
  const size = page.viewportSize()
  if (!size) return look()
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  await page.setViewportSize({ width: size.width, height: Math.max(height, size.height) })
  try {
    return await look()
  } finally {
    await page.setViewportSize(size)
  }
}

/** CSS pixels by which a page is wider than the window. */
export const overhang = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth - innerWidth')
