/**
 * Condenses the data of caniemail.com (MIT) to what `html-client-support` needs. To refresh:
 *
 *     npm pack caniemail && tar xzf caniemail-*.tgz
 *     node bench/client-support.ts package/data/caniemail.json > checks/records/client-support.ts
 *     npm run lint -- --write
 *
 * Look at the shares below at the same time, and say where they are from.
 */
import { readFileSync } from 'node:fs'

/**
 * Shares of openings in percent: Litmus, as reprinted by aurorasendcloud.com, "Email Client Market Share 2026" (2026-04). Apple and Gmail are
 * divided evenly among their programs, Outlook among Windows, macOS and outlook.com; nobody publishes that.
 */
const shares: [client: string, name: string, percent: number][] = [
  ['apple-mail.macos', 'Apple Mail (macOS)', 10],
  ['apple-mail.ios', 'Apple Mail (iOS)', 36.56],
  ['gmail.desktop-webmail', 'Gmail (web)', 9.45],
  ['gmail.ios', 'Gmail (iOS)', 8],
  ['gmail.android', 'Gmail (Android)', 8],
  ['outlook.windows', 'Outlook (Windows)', 2.38],
  ['outlook.macos', 'Outlook (macOS)', 0.5],
  ['outlook.outlook-com', 'Outlook.com', 1.5],
  ['yahoo.desktop-webmail', 'Yahoo Mail', 2.28],
  ['samsung-email.android', 'Samsung Email', 1.56],
]

interface Feature {
  slug: string
  title: string
  category: string
  stats: Record<string, Record<string, Record<string, string>>>
}

/** How a feature shows in a mail, where its name does not say it. */
const marks: Record<string, string> = {
  'css-at-media': 'at media',
  'css-at-media-prefers-color-scheme': 'media prefers-color-scheme',
  'css-at-media-prefers-reduced-motion': 'media prefers-reduced-motion',
  'css-at-media-orientation': 'media orientation',
  'css-at-media-hover': 'media hover',
  'css-at-media-device-pixel-ratio': 'media device-pixel-ratio',
  'css-display-flex': 'value display:flex',
  'css-display-grid': 'value display:grid',
  'css-linear-gradient': 'function linear-gradient',
  'css-radial-gradient': 'function radial-gradient',
  'css-conic-gradient': 'function conic-gradient',
  'css-variables': 'function var',
  'css-unit-calc': 'function calc',
  'css-rgba': 'function rgba',
  'css-grid-template': 'property grid-template-columns',
  'css-left-right-top-bottom': 'property left',
  'css-flex-direction': 'property flex-direction',
  'html-semantics': 'element section',
  'html-style': 'element style',
  'html-image-maps': 'element map',
  'html-lists': 'element ul',
  'html-meta-color-scheme': '',
  'html-background': 'attribute background',
  'html-srcset': 'attribute srcset',
  'html-loading-attribute': 'attribute loading',
  'html-hidden': 'attribute hidden',
  'html-popover': 'attribute popover',
  'html-required': 'attribute required',
  'html-input-checkbox': 'element input[type=checkbox]',
  'html-input-radio': 'element input[type=radio]',
  'html-input-text': 'element input[type=text]',
  'html-input-submit': 'element input[type=submit]',
  'html-button-submit': 'element button',
  'image-base64': 'image data',
  'image-svg': 'image svg',
  'image-webp': 'image webp',
  'image-avif': 'image avif',
  'image-apng': 'image apng',
  'image-heif': 'image heif',
  'image-bmp': 'image bmp',
  'image-tiff': 'image tiff',
  'image-mp4': 'image mp4',
  'css-pseudo-element-placeholder': 'selector ::placeholder',
}

/** Properties that are one feature together, or that everybody has. */
const untold =
  /^css-(?:unit-|selector-|comments|important|rgb$|modern-color|nesting|.*-(?:inline|block)(?:-|$)|sytem-ui|display$|inert|intrinsic)/

function markOf({ slug, category }: Feature): string {
  const own = marks[slug]
  if (own !== undefined) return own
  const [, at] = /^css-at-([a-z-]+)$/.exec(slug) ?? []
  if (at && !at.startsWith('media')) return `at ${at}`
  const [, pseudo] = /^css-pseudo-class-([a-z-]+)$/.exec(slug) ?? []
  if (pseudo) return `selector :${pseudo}`
  const [, part] = /^css-pseudo-element-([a-z-]+)$/.exec(slug) ?? []
  if (part) return `selector ::${part}`
  const [, called] = /^css-function-([a-z-]+)$/.exec(slug) ?? []
  if (called) return `function ${called}`
  if (category === 'css' && !untold.test(slug)) return `property ${slug.slice(4)}`
  const element =
    /^html-(audio|video|svg|picture|form|select|textarea|object|base|link|dialog|progress|meter|marquee|ruby|button)$/.exec(
      slug,
    )?.[1]
  return element ? `element ${element}` : ''
}

/** What the newest version tested does: supported, in part, or not; undefined when nobody looked. */
function supportOf({ stats }: Feature, client: string): number | undefined {
  const [family = '', platform = ''] = client.split('.')
  const newest = Object.values(stats[family]?.[platform] ?? {}).at(-1)?.[0]
  return newest === 'y' ? 1 : newest === 'a' ? 0.5 : newest === 'n' ? 0 : undefined
}

const [file = ''] = process.argv.slice(2)
const data: { last_update_date: string; data: Feature[] } = JSON.parse(readFileSync(file, 'utf8'))
const rows = data.data.flatMap((feature) => {
  const mark = markOf(feature)
  const known = shares.flatMap(([client, name, percent]) => {
    const support = supportOf(feature, client)
    return support === undefined ? [] : [{ name, percent, support }]
  })
  const all = known.reduce((sum, { percent }) => sum + percent, 0)
  // Where hardly anybody looked, nothing is known.
  if (mark === '' || all < 60) return []
  const share = Math.round((known.reduce((sum, { percent, support }) => sum + percent * support, 0) / all) * 1000) / 10
  const lacking = known.filter(({ support }) => support === 0).map(({ name }) => name)
  return [`  [${JSON.stringify(mark)}, ${JSON.stringify(feature.title)}, ${share}, ${JSON.stringify(lacking.join(', '))}],`]
})

process.stdout.write(`/**
 * What mail programs support, condensed by bench/client-support.ts from the data of caniemail.com (Copyright © caniemail.com and Avi Goldman,
 * Andrew Powell for the npm package; MIT License). Shares of openings: Litmus as reprinted in 2026-04, see there.
 */

/** When caniemail.com was last changed, ISO 8601. */
export const clientSupportDate = '${data.last_update_date.slice(0, 10)}'

export type FeatureRow = readonly [mark: string, title: string, percent: number, lacking: string]

/** How a feature shows in a mail, its title, in how many percent of openings it works, and which programs do not know it at all. */
export const clientSupport: readonly FeatureRow[] = [
${rows.join('\n')}
]
`)
