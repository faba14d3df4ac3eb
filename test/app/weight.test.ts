/** What a page weighs before it works: the scripts it loads at once, and the style sheet it waits for. Of the build, as it is served. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { ServerBuild } from '@remix-run/server-runtime'

const folder = join(import.meta.dirname, '../../build')
const kib = 1024
/** Compressed as the weakest client takes it, gzip. */
const mostScript = 150 * kib
const mostStyle = 20 * kib

let assets: ServerBuild['assets']
before(async () => {
  ;({ assets } = (await import(pathToFileURL(join(folder, 'server/index.js')).href)) as ServerBuild)
})

const contentOf = (path: string): Buffer => readFileSync(join(folder, 'client', path))
const weights = new Map<string, number>()
function weightOf(path: string): number {
  const known = weights.get(path) ?? gzipSync(contentOf(path)).length
  weights.set(path, known)
  return known
}

/** The files that a page loads at once: of the entry, of its route, and of those above. */
function filesOf(id: string): Set<string> {
  const files = new Set([assets.url, assets.entry.module, ...assets.entry.imports])
  for (let route = assets.routes[id]; route; route = route.parentId === undefined ? undefined : assets.routes[route.parentId]) {
    for (const file of [route.module, ...(route.imports ?? [])]) files.add(file)
  }
  return files
}

/** Of all routes the heaviest first, in KiB. */
const pages = () =>
  Object.keys(assets.routes)
    .map((id) => ({ id, files: [...filesOf(id)] }))
    .map(({ id, files }) => ({ id, files, weight: files.reduce((sum, file) => sum + weightOf(file), 0) }))
    .sort((a, b) => b.weight - a.weight)

describe('a page', () => {
  test('loads no more than 150 KiB of script, compressed, before it works', () => {
    const heavy = pages().filter(({ weight }) => weight > mostScript)
    assert.deepEqual(
      heavy.map(({ id, weight }) => `${id}: ${Math.ceil(weight / kib)} KiB`),
      [],
    )
  })
  test('is weighed with all that it loads: there is more than the entry, and no file is away', () => {
    const [heaviest] = pages()
    assert.ok(heaviest && heaviest.weight > 60 * kib && heaviest.files.length > 5, JSON.stringify(heaviest))
  })
  test('loads what draws charts only when there is one to draw', () => {
    const early = pages().flatMap(({ id, files }) =>
      files.filter((file) => contentOf(file).includes('recharts-surface')).map((file) => `${id}: ${file}`),
    )
    assert.deepEqual(early, [])
  })
  test('waits for one style sheet, below 20 KiB compressed', () => {
    const sheets = [...new Set(Object.values(assets.routes).flatMap(({ css }) => css ?? []))]
    assert.deepEqual(sheets, [], 'the sheet is linked from the root, and no route brings one of its own')
    const [, sheet = ''] = /"(\/assets\/app-[^"]+\.css)"/.exec(contentOf(assets.routes.root?.module ?? '').toString()) ?? []
    assert.ok(weightOf(sheet) < mostStyle, `${sheet}: ${Math.ceil(weightOf(sheet) / kib)} KiB`)
    assert.doesNotMatch(contentOf(sheet).toString(), /@import|url\(["']?https?:/)
  })
})
