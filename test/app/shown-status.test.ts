/** What a team shows everybody of a domain: the page and the badge behind a link, and the page on which they are switched. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Report, Verdict } from '#checks/report.ts'
import { prisma } from '#prisma/client.ts'
import { addDomains, noteLook, removeDomains } from '#prisma/domain.ts'
import { createProject } from '#prisma/project.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan } from '#prisma/scan.ts'
import { statusPageOf } from '#prisma/status-page.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { badgeOf } from '../../app/status-page/badge.server.ts'
import { shownStatus } from '../../app/status-page/status.server.ts'
import { ask } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { newMember, newTeam } from '../helpers/people.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

/** A domain with a look, and a member who keeps it. */
async function kept(report: Report = domainReport(), at = new Date()) {
  const { teamId, slug } = await newTeam()
  const { cookie, id: userId } = await newMember(teamId, 'member')
  await addDomains({ teamId, domains: [{ name: report.subject, projectId: null, tags: [] }] })
  const scan = await createScan({ teamId, subject: report.subject })
  await saveScanReport({ scan, report })
  const look = {
    scanId: scan.id,
    at,
    state: 'problems',
    policy: null,
    nextExpiry: null,
    registeredUntil: null,
    changed: null,
  } as const
  await noteLook({ teamId, name: report.subject, look })
  const path = `/team/${slug}/domains/${report.subject}/details`
  const headers = { cookie, origin: `http://127.0.0.1:${web.port}`, 'content-type': 'application/x-www-form-urlencoded' }
  const press = (fields: [string, string][]) =>
    ask(web.port, path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() })
  const reach = { teamId, projects: null }
  const name = async () => (await statusPageOf(reach, report.subject))?.name ?? ''
  return { teamId, userId, path, cookie, reach, name, press, get: () => ask(web.port, path, { headers: { cookie } }) }
}

const all: [string, string][] = ['receiving', 'sending', 'forgery', 'score'].map((part) => ['part', part])
const shown = (fields: [string, string][] = all): [string, string][] => [['intent', 'show'], ...fields]
const text = (html: string) => html.replaceAll(/<!-- -->/g, '')

describe('a status page', () => {
  test('is not there until the team wants it, and is gone when it is switched off', async () => {
    const { press, get, name } = await kept()
    assert.match((await get()).text, /Show it to everybody/)
    assert.equal(await name(), '')
    assert.equal((await press(shown())).status, 303)
    const link = await name()
    assert.match(link, /^[\w-]{22}$/)
    for (const path of [`/public/${link}`, `/badge/${link}.svg`]) assert.equal((await ask(web.port, path)).status, 200, path)
    await press([['intent', 'hide'], ...all])
    const never = await ask(web.port, '/public/never')
    for (const path of [`/public/${link}`, `/badge/${link}.svg`]) {
      const gone = await ask(web.port, path)
      assert.deepEqual([gone.status, gone.text], [404, never.text], path)
    }
  })
  test('says the verdicts that were chosen, and nothing else of the report', async () => {
    const { press, name } = await kept()
    await press(
      shown([
        ['part', 'sending'],
        ['part', 'forgery'],
      ]),
    )
    const { text: html } = await ask(web.port, `/public/${await name()}`)
    assert.match(text(html), /tern\.example.*There is a problem.*Sending mail.*In order.*Safe from forgery.*Problem/s)
    assert.doesNotMatch(html, /Receiving|>7\.9|cannot be read|nonsense|mx\.tern|scan|dmarc-syntax/)
    await press(shown([['part', 'score']]))
    const { text: score } = await ask(web.port, `/public/${await name()}`)
    assert.match(score, />7\.9/)
    assert.doesNotMatch(score, /forgery/)
  })
  test('and its badge are the same for everybody: kept by caches, without cookie and script', async () => {
    const { press, name, cookie } = await kept()
    await press(shown())
    for (const path of [`/public/${await name()}`, `/badge/${await name()}.svg`]) {
      const [mine, theirs] = [await ask(web.port, path, { headers: { cookie } }), await ask(web.port, path)]
      assert.equal(mine.text, theirs.text)
      assert.equal(mine.headers['cache-control'], 'public, max-age=300')
      assert.equal(mine.headers['set-cookie'], undefined)
      assert.match(String(mine.headers['content-security-policy']), /^default-src 'none'/)
      assert.doesNotMatch(mine.text, /<script|style=|onload|javascript:/i)
    }
    const badge = await ask(web.port, `/badge/${await name()}.svg`)
    assert.deepEqual(
      [badge.headers['content-type'], badge.headers['cross-origin-resource-policy']],
      ['image/svg+xml; charset=utf-8', 'cross-origin'],
    )
  })
  test('has a name of the team’s choice, when nobody else has it', async () => {
    const [mine, theirs] = [await kept(), await kept()]
    const chosen = `acme-${mine.userId.slice(-8)}`
    const named = (name: string): [string, string][] => [...shown(), ['name', name]]
    await mine.press(named(chosen))
    assert.equal(await mine.name(), chosen)
    const taken = await theirs.press(named(chosen))
    assert.deepEqual([taken.status, /Another status page has this name/.test(taken.text)], [400, true])
    for (const name of ['a/b', '../x', '-a', 'a b', '<b>']) assert.equal((await theirs.press(named(name))).status, 400, name)
    await mine.press([['intent', 'renew'], ...all])
    assert.match(await mine.name(), /^[\w-]{22}$/)
    assert.equal((await ask(web.port, `/public/${chosen}`)).status, 404)
  })
  test('says nothing of a look that is too old', async () => {
    const { press, name } = await kept(domainReport(), new Date(Date.now() - 9 * 86_400_000))
    await press(shown())
    const status = await shownStatus(await name())
    assert.deepEqual(
      [status?.worst, status?.score, status?.lines.map(({ verdict }) => verdict)],
      ['unknown', null, ['unknown', 'unknown', 'unknown']],
    )
  })
  test('ends with its domain', async () => {
    const { press, name, reach } = await kept()
    await press(shown())
    const link = await name()
    await removeDomains(reach, ['tern.example'])
    assert.equal((await ask(web.port, `/public/${link}`)).status, 404)
  })
  test('is switched by nobody who only reads, nor from another project', async () => {
    const { teamId, path } = await kept()
    const mine = await createProject({ teamId, name: 'Mine' })
    const [viewer, limited] = [await newMember(teamId, 'viewer'), await newMember(teamId, 'member', [mine?.id ?? ''])]
    const body = new URLSearchParams(shown()).toString()
    const press = ({ cookie }: { cookie: string }) =>
      ask(web.port, path, {
        method: 'POST',
        headers: { cookie, origin: `http://127.0.0.1:${web.port}`, 'content-type': 'application/x-www-form-urlencoded' },
        body,
      })
    assert.deepEqual([(await press(viewer)).status, (await press(limited)).status], [403, 404])
    assert.equal(await prisma.statusPage.count({ where: { domain: { teamId } } }), 0)
  })
})

describe('a badge', () => {
  const rows: [title: string, domain: string, worst: Verdict, score: string | null, says: RegExp][] = [
    ['says the name and the worst', 'acme.com', 'pass', null, /aria-label="acme\.com: in order"/],
    ['says the score beside it', 'acme.com', 'warn', '8.1', />warning · 8\.1<\/text>/],
    ['says the score alone', 'acme.com', 'info', '8.1', />8\.1<\/text>/],
    [
      'takes a name for what it is',
      '"><script>alert(1)</script>&\u0000\u202e',
      'fail',
      null,
      /&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;&amp;: problem/,
    ],
    ['cuts a name that is long', `${'a'.repeat(250)}.example`, 'unknown', null, /aria-label="a{59}…: could not check"/],
  ]
  for (const [title, domain, worst, score, says] of rows) {
    test(title, () => {
      const svg = badgeOf({ domain, worst, score })
      assert.match(svg, says)
      assert.deepEqual(svg.match(/<(?!\/)[a-z]+/g), ['<svg', '<title', '<rect', '<rect', '<text', '<text'])
      assert.doesNotMatch(svg, /[\u0000\u202e]/)
    })
  }
})
