/** The badge: a small SVG, drawn of text and boxes. It holds no script, no style, no link, and no name that could become any of them. */
import type { Verdict } from '#checks/report.ts'
import type { ShownStatus } from './status.server.ts'

/** Dark enough for white letters (WCAG 2.2 §1.4.3, 4.5:1). */
const colours: Record<Verdict, string> = {
  pass: '#17693a',
  warn: '#855300',
  fail: '#b0261d',
  info: '#40536b',
  unknown: '#625570',
}

const words: Record<Verdict, string> = {
  pass: 'in order',
  warn: 'warning',
  fail: 'problem',
  info: 'looked at',
  unknown: 'could not check',
}

const longestName = 60
/** Of a letter and of the space around a text, in units of the picture. No font is sent along, so the text is fitted into its place. */
const letter = 6.6
const around = 6
const height = 20

/** The text of the badge, for those who do not see it, too. */
function badgeText({ domain, worst, score }: Pick<ShownStatus, 'domain' | 'worst' | 'score'>): [string, string] {
  const name = domain.length > longestName ? `${domain.slice(0, longestName - 1)}…` : domain
  return [name, score === null ? words[worst] : worst === 'info' ? score : `${words[worst]} · ${score}`]
}

export function badgeOf(status: Pick<ShownStatus, 'domain' | 'worst' | 'score'>): string {
  const [name, state] = badgeText(status)
  const [left, right] = [widthOf(name), widthOf(state)]
  const title = escaped(`${name}: ${state}`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    box(0, left, '#3b3a38'),
    box(left, right, colours[status.worst]),
    text(name, 0, left),
    text(state, left, right),
    '</svg>',
  ].join('')
}

const widthOf = (words: string): number => Math.ceil([...words].length * letter) + 2 * around
const box = (x: number, width: number, fill: string): string =>
  `<rect x="${x}" width="${width}" height="${height}" fill="${fill}"/>`

function text(words: string, x: number, width: number): string {
  const place = `x="${x + width / 2}" y="14" text-anchor="middle" textLength="${width - 2 * around}" lengthAdjust="spacingAndGlyphs"`
  return `<text ${place} font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" fill="#ffffff">${escaped(words)}</text>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** What XML would read as its own, and what it may not hold at all (XML 1.0 §2.2). */
const escaped = (words: string): string =>
  words.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
