/** What the box takes and where it leads, the page of an address, what a running scan tells, and selectors named by hand. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addressByToken } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan, scansOf } from '#prisma/scan.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { foundSoFar, publishFound, publishScanNews } from '#worker/news.ts'
import { listedSince } from '../../app/scan/own.server.ts'
import { readSelectors } from '../../app/scan/selectors.server.ts'
import { readAddress, readSubject } from '../../app/scan/subject.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { whoAsks } from '../../app/who.server.ts'
import { ask, open } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { eventsOf } from '../helpers/events.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'
import { until } from '../helpers/until.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const newScan = async () => createScan({ teamId: await createAnonymousTeam(), subject: 'tern.example' })
const cookieOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['set-cookie']).split(';')[0] ?? ''
/** A form of ours, sent. */
const send = (path: string, fields: Record<string, string>, cookie = '') =>
  ask(web.port, path, {
    ...{ method: 'POST', body: new URLSearchParams(fields).toString() },
    headers: {
      ...{ 'content-type': 'application/x-www-form-urlencoded', origin: `http://127.0.0.1:${web.port}` },
      ...(cookie && { cookie }),
    },
  })

describe('an address is', () => {
  const rows: [typed: string, address: string][] = [
    ['9.9.9.9', '9.9.9.9'],
    [' 9.9.9.9 ', '9.9.9.9'],
    ['2620:FE:0::9', '2620:fe::9'],
    ['[2620:fe::9]', '2620:fe::9'],
    ['[IPv6:2620:fe::9]', '2620:fe::9'],
    ['::ffff:9.9.9.9', '9.9.9.9'],
    ['::ffff:909:909', '9.9.9.9'],
    ['http://[2620:fe::9]:8080/x', '2620:fe::9'],
    ['postmaster@[9.9.9.9]', '9.9.9.9'],
  ]
  for (const [typed, subject] of rows) {
    test(`${typed}: ${subject}`, () => assert.deepEqual(readSubject(typed), { kind: 'address', subject }))
  }
})

describe('no address is', () => {
  const rows: [typed: string, code: string, said: RegExp][] = [
    ['10.1.2.3', 'private-address', /inside a private network/],
    ['100.64.0.1', 'private-address', /inside a private network/],
    ['fd00::1', 'private-address', /inside a private network/],
    ['::ffff:192.168.0.1', 'private-address', /inside a private network/],
    ['127.0.0.1', 'private-address', /calls itself/],
    ['::1', 'private-address', /calls itself/],
    ['fe80::1%eth0', 'private-address', /one cable/],
    ['224.0.0.1', 'private-address', /a group/],
    ['192.0.2.1', 'private-address', /special use/],
    ['64:ff9b::909:909', 'private-address', /special use/],
    ['9.9.9.0/24', 'ip-network', /whole network/],
    ['9.9.9', 'not-an-address', /no IP address/],
    ['009.9.9.9', 'not-an-address', /no IP address/],
    ['<b>', 'not-an-address', /no IP address/],
    ['', 'not-an-address', /no IP address/],
  ]
  for (const [typed, code, said] of rows) {
    test(`${JSON.stringify(typed)}: ${code}`, () => {
      const read = readAddress(typed)
      assert.ok('code' in read)
      assert.equal(read.code, code)
      assert.match(read.say, said)
    })
  }
})

describe('selectors are read', () => {
  const rows: [typed: string, selectors: string[] | RegExp][] = [
    ['', []],
    ['s1', ['s1']],
    ['S1, google;s1\n brevo1', ['s1', 'google', 'brevo1']],
    ['s1._domainkey.acme.com', ['s1']],
    ['s=20230601', ['20230601']],
    ['a.b', ['a.b']],
    ['-x', /“-x” is no DKIM selector/],
    ['a..b', /is no DKIM selector/],
    ['<b>', /is no DKIM selector/],
    ['x'.repeat(64), /is no DKIM selector/],
    [Array.from({ length: 21 }, (_, index) => `s${index}`).join(' '), /At most 20/],
  ]
  for (const [typed, selectors] of rows) {
    test(JSON.stringify(typed.slice(0, 40)), () => {
      const read = readSelectors(typed)
      if (selectors instanceof RegExp) assert.match('say' in read ? read.say : '', selectors)
      else assert.deepEqual(read, { selectors })
    })
  }
})

describe('GET /scan/{id}/events', () => {
  const say = { text: 'Good.', strings: ['Good.'], values: [] }
  const one = (id: string) => ({ id, section: 'mx', title: id, verdict: 'pass' as const, code: 'fine', explanation: say })
  const news = (scanId: string, ...ids: string[]) => ({
    ...{ kind: 'found' as const, at: new Date().toISOString(), scanId },
    ...{ sections: [{ id: 'mx', title: 'Receiving' }], checks: 3, found: ids.map(one) },
  })
  const listen = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await open(web.port, path, { headers })
    return { answer, events: eventsOf(answer) }
  }
  const idsIn = ({ data }: { data: string }) => (JSON.parse(data) as { found: { id: string }[] }).found.map(({ id }) => id)

  test('tells what was found before, what is found then, and when it is over', async () => {
    const scan = await newScan()
    publishFound(news(scan.id, 'a'), { first: true })
    await until(async () => (await foundSoFar(scan.id)).length === 1)
    const { answer, events } = await listen(`/scan/${scan.id}/events`)
    assert.deepEqual([answer.statusCode, answer.headers['content-type']], [200, 'text/event-stream; charset=utf-8'])
    assert.deepEqual(idsIn(await events.next('found')), ['a'])
    publishFound(news(scan.id, 'b'), { first: false })
    assert.deepEqual(idsIn(await events.next('found')), ['b'])
    publishScanNews(scan.id, [{ kind: 'scanning', at: '', scanId: scan.id }])
    await events.next('begun')
    await saveScanReport({ scan, report: domainReport() })
    publishScanNews(scan.id, [{ kind: 'scanned', at: '', scanId: scan.id, score: 7.9 }])
    await events.next('over')
    await assert.rejects(events.next(), /the stream ended/)
  })
  test('is over at once for a scan that has its report', async () => {
    const scan = await newScan()
    await saveScanReport({ scan, report: domainReport() })
    await (await listen(`/scan/${scan.id}/events`)).events.next('over')
  })
  test('a new attempt begins anew', async () => {
    const scan = await newScan()
    publishFound(news(scan.id, 'a'), { first: true })
    publishFound(news(scan.id, 'b'), { first: true })
    await until(async () => (await foundSoFar(scan.id))[0]?.found[0]?.id === 'b')
    assert.equal((await foundSoFar(scan.id)).length, 1)
  })
  test('is 404 for a scan that is not there, and for one of a team with an owner', async () => {
    assert.equal((await ask(web.port, `/scan/${newId()}/events`)).status, 404)
    const scan = await newScan()
    await prisma.team.update({ where: { id: scan.teamId }, data: { kind: 'personal' } })
    assert.equal((await ask(web.port, `/scan/${scan.id}/events`)).status, 404)
  })
  test('is for our own pages', async () => {
    const scan = await newScan()
    const { status } = await ask(web.port, `/scan/${scan.id}/events`, { headers: { origin: 'https://evil.example' } })
    assert.equal(status, 403)
  })
  test('a few are open at a time', async () => {
    const scan = await newScan()
    const opened = []
    for (let count = 1; count <= 6; count++) opened.push((await listen(`/scan/${scan.id}/events`)).answer)
    assert.equal((await ask(web.port, `/scan/${scan.id}/events`)).status, 429)
    for (const answer of opened) answer.destroy()
  })
  test('the page has what was found when it is loaded, for those without our script', async () => {
    const scan = await newScan()
    publishFound(news(scan.id, 'a', 'b'), { first: true })
    await until(async () => (await foundSoFar(scan.id)).length === 1)
    const { text } = await ask(web.port, `/scan/${scan.id}`)
    assert.match(text.replaceAll('<!-- -->', ''), /2 of 3 checks answered/)
  })
})

describe('the page of an address', () => {
  const page = (path: string, headers: Record<string, string> = {}) => ask(web.port, path, { headers })
  const rows: [path: string, status: number, location: string | undefined, said: RegExp][] = [
    ['/ip/%3A%3Affff:9.9.9.9', 303, '/ip/9.9.9.9', /^$/],
    ['/ip/2620:FE:0::9', 303, '/ip/2620:fe::9', /^$/],
    ['/ip/%5B2620:fe::9%5D', 303, '/ip/2620:fe::9', /^$/],
    ['/domain/9.9.9.9', 303, '/ip/9.9.9.9', /^$/],
    ['/ip/10.0.0.1', 400, undefined, /inside a private network/],
    ['/ip/acme.com', 400, undefined, /is no IP address/],
    ['/ip/9.9.9.0%2F24', 400, undefined, /whole network/],
  ]
  for (const [path, status, location, said] of rows) {
    test(`${path}: ${status}`, async () => {
      const answer = await page(path)
      assert.deepEqual([answer.status, answer.headers.location], [status, location])
      assert.match(answer.text, said)
    })
  }
  test('asks for a scan of the address once', async () => {
    const { status, headers } = await page('/ip/9.9.9.10')
    assert.equal(status, 200)
    const cookie = cookieOf({ headers })
    await page('/ip/9.9.9.10', { cookie })
    const scans = await prisma.scan.findMany({ where: { subject: '9.9.9.10' } })
    assert.deepEqual(
      scans.map(({ kind }) => kind),
      ['address'],
    )
  })
  test('shows nobody else’s mails', async () => {
    const { address } = await newAddress()
    await reported(address, await arrived(address))
    const scan = await createScan({ teamId: address.teamId, kind: 'address', subject: '127.0.0.1' })
    await saveScanReport({ scan, report: { ...domainReport(), kind: 'address', subject: '127.0.0.1' } })
    assert.match((await page(`/scan/${scan.id}`)).text, /Not seen in your mails/)
  })
})

describe('since when an address is on a list', () => {
  const clear = {
    ...{ zone: 'bl.spamcop.net', name: 'SpamCop', tier: 'major' as const, page: 'https://www.spamcop.net/bl.shtml' },
    ...{ state: 'clear' as const, meanings: [], reason: '' },
  }
  const listed = { ...clear, state: 'listed' as const, meanings: ['listed'] }
  const silent = { ...clear, state: 'not-answered' as const }
  type Row = typeof clear | typeof listed | typeof silent

  const rows: [title: string, newestFirst: Row[], place: number | undefined][] = [
    ['the oldest scan since which it always was', [listed, listed, clear, listed], 2],
    ['not interrupted by silence', [listed, silent, listed], 3],
    ['nothing when the scan before did not see it', [clear, listed], undefined],
    ['nothing without scans', [], undefined],
  ]
  for (const [title, newestFirst, place] of rows) {
    test(title, async () => {
      const teamId = await createAnonymousTeam()
      for (const [index, row] of newestFirst.toReversed().entries()) {
        const scan = await createScan({ teamId, kind: 'address', subject: '9.9.9.9' })
        const views = { address: { address: '9.9.9.9', names: [], moreNames: 0, network: null, lists: [row] } }
        // A time that says which of them it is, the newest first.
        const analysedAt = `2026-11-0${newestFirst.length - index}T08:00:00.000Z`
        await saveScanReport({ scan, report: domainReport({ kind: 'address', subject: '9.9.9.9', analysedAt, views }) })
      }
      const since = await listedSince(await scansOf({ teamId, kind: 'address', subject: '9.9.9.9' }))
      assert.equal(since['bl.spamcop.net'], place && `2026-11-0${place}T08:00:00.000Z`)
    })
  }
})

describe('the box leads', () => {
  const type = (text: string, cookie?: string) => send('/check', { text }, cookie)
  const rows: [text: string, status: number, location: string][] = [
    ['acme.com', 303, '/domain/acme.com'],
    ['news@acme.com\n', 303, '/domain/acme.com'],
    ['mx1.acme.com', 303, '/probe/mx1.acme.com'],
    ['9.9.9.9', 303, '/ip/9.9.9.9'],
    ['http://[2620:fe::9]/', 303, '/ip/2620:fe::9'],
    ['550 5.1.1 no such user\n550 at acme.com', 307, '/bounce'],
    ['Received: from x by y\nFrom: News <news@acme.com>\nTo: you@tern.example', 307, '/upload'],
  ]
  for (const [text, status, location] of rows) {
    test(`${JSON.stringify(text)} to ${location}`, async () => {
      const answer = await type(text)
      assert.deepEqual([answer.status, answer.headers.location], [status, location])
    })
  }
  const unclear: [text: string, meant: string[]][] = [
    ['acme', ['/domain/acme.com']],
    ['ask acme.com or 9.9.9.9, please', ['/domain/acme.com', '/ip/9.9.9.9']],
    ['9.9.9.0/24', ['/ip/9.9.9.0']],
    ['<script>', ['/domain/script.com']],
    ['two words', []],
  ]
  for (const [text, meant] of unclear) {
    test(`${JSON.stringify(text)} to a question: ${meant.length === 0 ? 'none' : meant.join(', ')}`, async () => {
      const answer = await type(text)
      assert.equal(answer.status, 200)
      const list = /Did you mean.*?<\/ul>/s.exec(answer.text)?.[0] ?? ''
      assert.deepEqual(
        [...list.matchAll(/href="([^"]+)"/g)].map(([, path]) => path),
        meant,
      )
    })
  }
  test('a pasted text stays in it, with its lines', async () => {
    const { text } = await type('two words\nand a third')
    assert.match(text, /<textarea[^>]*>two words\nand a third<\/textarea>/)
  })
  test('the address of a test to its page, in the browser that took it', async () => {
    const { headers } = await ask(web.port, '/')
    const cookie = cookieOf({ headers })
    const { tokens } = await whoAsks(new Request('http://x', { headers: { cookie } }))
    const address = await addressByToken(tokens[0] ?? '')
    for (const text of [tokens[0] ?? '', address?.email ?? '', address?.email.split('@')[0] ?? '']) {
      assert.equal((await type(text, cookie)).headers.location, `/a/${tokens[0]}`)
    }
    assert.match((await type(address?.email ?? '')).text, /opens in the browser that took it/)
  })
})

describe('DKIM selectors named on the page', () => {
  const path = '/domain/selectors.example'
  const scans = () => prisma.scan.findMany({ where: { subject: 'selectors.example' }, orderBy: { id: 'asc' } })

  test('are looked at in a new scan, and remembered for the next', async () => {
    const cookie = cookieOf(await ask(web.port, path))
    const answer = await send(path, { intent: 'selectors', selectors: 's1, s2' }, cookie)
    assert.deepEqual([answer.status, answer.headers.location], [303, path])
    await prisma.scan.updateMany({ where: { subject: 'selectors.example' }, data: { status: 'reported' } })
    await send(path, { intent: 'check-again' }, cookie)
    assert.deepEqual(
      (await scans()).map(({ selectors }) => selectors),
      [[], ['s1', 's2'], ['s1', 's2']],
    )
  })
  test('are not, when they are none: the form comes back with the reason', async () => {
    const before = (await scans()).length
    const { status, text } = await send(path, { intent: 'selectors', selectors: 's1, -x' })
    assert.equal(status, 400)
    assert.match(text, /“-x” is no DKIM selector/)
    assert.match(text, /value="s1, -x"/)
    assert.ok((await scans()).length <= before + 1)
  })
})
