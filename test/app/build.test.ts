/** The builders as pages: what they know before anything is asked, what comes of answers, and what is done with hostile ones. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import { stubZone } from '#net/open.ts'
import { silent } from '#net/zone.ts'
import { prisma } from '#prisma/client.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan } from '#prisma/scan.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { type BuildPage, builderData } from '../../app/builder/page.server.ts'
import { askForLook } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { remember } from '../../app/who.server.ts'
import { clientOf, Refused } from '../../cli/client.ts'
import { ask } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'

let web: Web
let nameServer: NameServer
let takeBack: () => void
before(async () => {
  nameServer = await startNameServer({
    'tern.test TXT': ['v=spf1 mx include:_spf.google.com exists:%{i}.tern.test ?all', 'site-verification=1'],
    'tern.test MX': ['20 mx2.tern.test', '10 mx1.tern.test'],
    '_dmarc.tern.test TXT': ['v=DMARC1; p=none; rua=mailto:dmarc@tern.test; pct=50; ext=1'],
    'two.test TXT': ['v=spf1 mx -all', 'v=spf1 ip4:9.9.9.9 -all'],
    '_dmarc.alias.test CNAME': 'rule.provider.test',
    'rule.provider.test TXT': 'v=DMARC1; p=reject',
    'heavy.test TXT': `v=spf1 ${Array.from({ length: 9 }, (_, index) => `include:s${index}.list.test`).join(' ')} ~all`,
    '*.list.test TXT': 'v=spf1 ip4:9.9.9.9 ~all',
    '_dmarc.evil.test TXT': 'v=DMARC1; p=none; x=<img/src=x/onerror=alert(1)>; rua=mailto:"><script>@evil.test',
    '_dmarc.silent.test ANY': silent,
    'none.test A': '192.0.2.1',
  })
  takeBack = stubZone(['test'], nameServer.address)
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  takeBack()
  await nameServer.close()
})

const look = async (path: string, headers: Record<string, string> = {}, client = '198.51.100.7'): Promise<BuildPage> => {
  const url = new URL(path, 'http://localhost')
  const data = await builderData(new Request(url, { headers }), { client }, url.pathname.slice('/build/'.length))
  assert.ok('page' in data, JSON.stringify(data))
  return data.page
}
const built = ({ result }: BuildPage) => (result.state === 'built' ? result : assert.fail(JSON.stringify(result)))
const page = (path: string) => ask(web.port, path)
const query = (answers: Record<string, string[]>) =>
  new URLSearchParams(Object.entries(answers).flatMap(([name, values]) => values.map((value) => [name, value])))

/** A browser with a scan that saw this DMARC record: its cookie. */
async function scanned(domain: string, text: string, requestedAt = new Date()): Promise<{ cookie: string }> {
  const teamId = await createAnonymousTeam()
  const scan = await createScan({ teamId, subject: domain })
  await prisma.scan.update({ where: { id: scan.id }, data: { requestedAt } })
  const asked = { server: 'x', at: requestedAt.toISOString(), milliseconds: 1, outcome: 'records', ttl: 60 }
  const questions = [{ ...asked, name: `_dmarc.${domain}`, type: 'TXT', records: [{ strings: [text], text }] }]
  await saveScanReport({ scan, report: domainReport({ subject: domain, questions }) })
  return { cookie: remember({ anonymousTeamId: teamId, tokens: [] }).split(';')[0] ?? '' }
}

describe('a builder begins', () => {
  test('with what the live DNS says, and keeps what it does not ask about', async () => {
    const found = await look('/build/spf?domain=tern.test')
    assert.deepEqual([found.source, found.published], [{ how: 'live' }, 1])
    const { value, changes, parts } = built(found)
    assert.equal(value, 'v=spf1 mx include:_spf.google.com exists:%{i}.tern.test ~all')
    assert.deepEqual(
      changes.map(({ action, was }) => [action, was]),
      [['replace', 'v=spf1 mx include:_spf.google.com exists:%{i}.tern.test ?all']],
    )
    assert.deepEqual(
      parts.filter(({ kept }) => kept).map(({ text }) => text),
      ['exists:%{i}.tern.test'],
    )
    const values = Object.fromEntries(found.questions.map((one) => [one.name, one.values]))
    assert.deepEqual([values.service, values.mx, values.last], [['google'], ['yes'], ['~']])
  })
  test('with the mail servers, in their order', async () => {
    const { file } = built(await look('/build/mta-sts?domain=tern.test'))
    assert.match(file?.text ?? '', /mx: mx1\.tern\.test\nmx: mx2\.tern\.test\n/)
  })
  test('with all records where there are several, and leaves one', async () => {
    const { value, changes } = built(await look('/build/spf?domain=two.test'))
    assert.equal(value, 'v=spf1 mx ip4:9.9.9.9 -all')
    assert.deepEqual(
      changes.map(({ action }) => action),
      ['replace', 'delete'],
    )
  })
  test('with what stands behind an alias, and puts the record in its place', async () => {
    const { value, changes, remarks } = built(await look('/build/dmarc?domain=alias.test'))
    assert.match(remarks[0]?.say.text ?? '', /is an alias of rule\.provider\.test now/)
    assert.equal(value, 'v=DMARC1; p=reject')
    assert.deepEqual(
      changes.map(({ action, type, value }) => `${action} ${type} ${value}`),
      ['delete CNAME rule.provider.test.', 'add TXT v=DMARC1; p=reject'],
    )
  })
  test('with the newest scan of this browser', async () => {
    const found = await look('/build/dmarc?domain=tern.test', await scanned('tern.test', 'v=DMARC1; p=quarantine'))
    assert.equal(found.source.how, 'scan')
    assert.equal(built(found).value, 'v=DMARC1; p=quarantine')
    assert.equal(built(await look('/build/dmarc?domain=tern.test')).value, 'v=DMARC1; p=none; rua=mailto:dmarc@tern.test; ext=1')
  })
  test('with an old scan only where nobody answers', async () => {
    const yesterday = new Date(Date.now() - 86_400_000)
    const live = await look('/build/dmarc?domain=tern.test', await scanned('tern.test', 'v=DMARC1; p=quarantine', yesterday))
    assert.deepEqual([live.source.how, built(live).value], ['live', 'v=DMARC1; p=none; rua=mailto:dmarc@tern.test; ext=1'])
    const old = await look('/build/dmarc?domain=silent.test', await scanned('silent.test', 'v=DMARC1; p=reject', yesterday))
    assert.deepEqual([old.source, built(old).value], [{ how: 'scan', at: yesterday.toISOString() }, 'v=DMARC1; p=reject'])
  })
  test('with nothing where nobody answers, and says so', async () => {
    const found = await look('/build/dmarc?domain=silent.test')
    assert.deepEqual([found.source, built(found).changes[0]?.action], [{ how: 'silent' }, 'add'])
  })
  test('with nothing where the network has had its looks, and works all the same', async () => {
    const client = '203.0.113.9'
    for (let count = 0; count < 130; count++) await askForLook({ client })
    const found = await look('/build/dmarc?domain=none.test', {}, client)
    assert.deepEqual([found.source, built(found).value], [{ how: 'not-asked' }, 'v=DMARC1; p=none'])
  })
  test('with nothing for a page elsewhere', async () => {
    const found = await look('/build/spf?domain=tern.test', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })
    assert.equal(found.source.how, 'not-asked')
  })
})

describe('answers in the path become', () => {
  const rows: [path: string, value: string, panelName: string][] = [
    [
      'spf?domain=none.test&service=google&service=brevo&mx=yes&addresses=8.8.8.8&include=spf.crm.net&last=-',
      'v=spf1 mx include:_spf.google.com include:spf.brevo.com ip4:8.8.8.8 include:spf.crm.net -all',
      '@',
    ],
    ['spf?domain=news.none.test&mx=yes&last=~', 'v=spf1 mx ~all', 'news'],
    [
      'dmarc?domain=none.test&p=reject&sp=quarantine&np=reject&t=y&exact=adkim&psd=n&rua=a@none.test',
      'v=DMARC1; p=reject; sp=quarantine; np=reject; adkim=s; psd=n; t=y; rua=mailto:a@none.test',
      '_dmarc',
    ],
    ['dmarc?domain=_dmarc.none.test&p=none', 'v=DMARC1; p=none', '_dmarc'],
    ['dmarc?domain=news.none.test&p=none', 'v=DMARC1; p=none', '_dmarc.news'],
    [
      'tls-rpt?domain=none.test&mail=a@none.test&web=https://r.net/',
      'v=TLSRPTv1; rua=mailto:a@none.test,https://r.net/',
      '_smtp._tls',
    ],
    [
      'bimi?domain=none.test&want=logo&logo=https://none.test/l.svg&certificate=https://none.test/m.pem',
      'v=BIMI1; l=https://none.test/l.svg; a=https://none.test/m.pem',
      'default._bimi',
    ],
  ]
  for (const [path, value, panelName] of rows) {
    test(path.replace(/&.*/, ''), async () => {
      const { result } = await look(`/build/${path}&answered=yes`)
      assert.ok(result.state === 'built', JSON.stringify(result))
      assert.deepEqual([result.value, result.panelName], [value, panelName])
      const link = new URL(result.rehearsal, 'http://localhost')
      assert.deepEqual([link.searchParams.get('name'), link.searchParams.get('value')], [result.name, value])
      for (const change of result.changes) assert.doesNotMatch(`${change.name}${change.value}`, /[<>…]|example/)
      const { status, text } = await page(`/build/${path}&answered=yes`)
      assert.equal(status, 200)
      assert.ok(text.includes(`<bdi>${value.replaceAll('&', '&amp;')}</bdi>`), 'the record stands on the page')
    })
  }
  test('a policy file too', async () => {
    const { file, value } = built(
      await look('/build/mta-sts?domain=none.test&answered=yes&mx=mx.none.test&mode=enforce&age=86400'),
    )
    assert.equal(file?.text, 'version: STSv1\nmode: enforce\nmx: mx.none.test\nmax_age: 86400\n')
    assert.match(value, /^v=STSv1; id=[0-9a-f]{20};$/)
  })
  test('what is published already, when nothing is changed', async () => {
    const path = '/build/dmarc?domain=alias.test'
    assert.ok(built(await look(path)).changes.length > 0)
    const { text } = await page('/build/spf?domain=heavy.test')
    assert.match(text, /This is published already/)
  })
  test('a count of look-ups past ten', async () => {
    const path = '/build/spf?domain=heavy.test&answered=yes&mx=yes&include=s9.list.test'
    const includes = Array.from({ length: 10 }, (_, index) => `s${index}.list.test`).join('%0A')
    assert.match(
      built(await look(`${path}%0A${includes}&last=~`)).remarks[0]?.say.text ?? '',
      /needs 11 look-ups; receivers stop at 10/,
    )
  })
})

describe('nothing that was typed is lost', () => {
  const rows: [path: string, name: string, typed: string, words: string][] = [
    ['/build/spf?domain=none.test&mx=yes&last=~', 'addresses', '10.0.0.1', 'is private'],
    ['/build/spf?domain=none.test&mx=yes&last=~', 'include', 'spf', 'is no name of a record'],
    ['/build/dmarc?domain=none.test&p=none', 'rua', 'nobody', 'is no e-mail address'],
    ['/build/mta-sts?domain=none.test&mode=testing&age=86400', 'mx', 'mx_1', 'is no name of a server'],
    ['/build/tls-rpt?domain=none.test', 'web', 'http://none.test/', 'is no https address'],
    ['/build/bimi?domain=none.test&want=logo', 'logo', 'http://none.test/', 'is no https address'],
  ]
  for (const [path, name, typed, words] of rows) {
    test(`${path.split('?')[0]} ${name}`, async () => {
      const { status, text } = await page(`${path}&answered=yes&${new URLSearchParams({ [name]: typed })}`)
      assert.equal(status, 200)
      const field = new RegExp(`<(?:textarea|input)[^>]*name="${name}"[^>]*aria-invalid="true"[^>]*>`).exec(text)?.[0] ?? ''
      assert.ok(text.includes(`${field}${typed}</textarea>`) || field.includes(`value="${typed}"`), field)
      const [, id = ''] = /aria-describedby="[^"]*?([^" ]+-trouble)"/.exec(field) ?? []
      assert.ok(
        text
          .slice(text.indexOf(`id="${id}"`))
          .replaceAll(/<[^>]*>/g, '')
          .slice(0, 300)
          .includes(words),
        id,
      )
      assert.match(text, /once the marked answers can be used/)
    })
  }
})

describe('hostile text', () => {
  const evil = '"><script>alert(1)</script>'
  const kinds = ['spf', 'dmarc', 'mta-sts', 'tls-rpt', 'bimi']
  const names = [
    'service',
    'mx',
    'addresses',
    'include',
    'last',
    'p',
    'sp',
    'np',
    'rua',
    't',
    'exact',
    'psd',
    'mode',
    'age',
    'mail',
    'web',
    'want',
    'logo',
    'certificate',
  ]
  const typed = new URLSearchParams([['answered', 'yes'], ...names.map((name) => [name, evil])])
  for (const kind of kinds) {
    test(`in every answer of ${kind} is text`, async () => {
      const { status, text } = await page(`/build/${kind}?domain=none.test&${typed}`)
      assert.equal(status, 200)
      assert.ok(!text.includes('<script>alert(1)'))
    })
    test(`as the domain of ${kind} is text`, async () => {
      const { status, text } = await page(`/build/${kind}?${new URLSearchParams({ domain: evil })}`)
      assert.equal(status, 400)
      assert.ok(!text.includes('<script>alert(1)'))
    })
  }
  test('that is published never gets into a record', async () => {
    const { text } = await page('/build/dmarc?domain=evil.test')
    assert.ok(!text.includes('<img'))
    assert.equal(built(await look('/build/dmarc?domain=evil.test')).value, 'v=DMARC1; p=none')
  })
  test('that is very long is cut', async () => {
    const found = await look(`/build/spf?domain=none.test&answered=yes&last=~&addresses=${'8.8.8.8,'.repeat(5000)}`)
    assert.equal(built(found).value, 'v=spf1 ip4:8.8.8.8 ~all')
  })
})

describe('a page', () => {
  const rows: [path: string, status: number, words: RegExp][] = [
    ['/build', 200, /href="\/build\/tls-rpt"/],
    ['/build?domain=tern.test', 200, /href="\/build\/bimi\?domain=tern\.test"/],
    ['/build/spf', 200, /For which domain\?/],
    ['/build/spf?domain=acme', 400, /has no dot/],
    ['/build/spf?domain=B%C3%BCcher.test', 200, /bücher\.test/],
    ['/build/txt', 404, /no builder for such a record/],
    ['/build/constructor', 404, /no builder for such a record/],
  ]
  for (const [path, status, words] of rows) {
    test(`${path}: ${status}`, async () => {
      const answer = await page(path)
      assert.equal(answer.status, status)
      assert.match(answer.text, words)
    })
  }
})

describe('a program', () => {
  const api = () => clientOf(`http://127.0.0.1:${web.port}`)

  test('gets the record that the page builds, with what is asked', async () => {
    assert.deepEqual(
      (await api().listBuilders({})).builders.map(({ kind }) => kind),
      ['spf', 'dmarc', 'mta-sts', 'tls-rpt', 'bimi'],
    )
    const body = { domain: 'https://tern.test/x' }
    const begun = await api().buildRecord({ kind: 'dmarc', body })
    assert.deepEqual([begun.domain, begun.published, begun.source.how], ['tern.test', 1, 'live'])
    const answers = Object.fromEntries(begun.questions.map((question) => [question.name, question.answers]))
    const asked = { ...answers, p: ['reject'], constructor: ['x'] }
    const { record } = await api().buildRecord({ kind: 'dmarc', body: { ...body, answers: asked } })
    assert.match(record?.value ?? '', /^v=DMARC1; p=reject; .*ext=1$/)
    assert.equal(record?.value, built(await look(`/build/dmarc?domain=tern.test&answered=1&${query(asked)}`)).value)
    assert.deepEqual(
      record?.changes.map(({ action, was }) => [action, was]),
      [['replace', 'v=DMARC1; p=none; rua=mailto:dmarc@tern.test; pct=50; ext=1']],
    )
  })
  test('is told which answer makes no record', async () => {
    const answers = { p: ['none'], rua: ['no address'] }
    const { record, questions } = await api().buildRecord({ kind: 'dmarc', body: { domain: 'none.test', answers } })
    assert.deepEqual([record, questions.some(({ troubles }) => troubles.length > 0)], [null, true])
  })
  const rows: [title: string, kind: string, domain: string, refusal: string][] = [
    ['a kind that is none', 'dkim', 'tern.test', '404 not-found'],
    ['a name of the language', 'constructor', 'tern.test', '404 not-found'],
    ['what is no domain', 'spf', 'tern', '400 bad-request'],
  ]
  for (const [title, kind, domain, refusal] of rows) {
    test(`gets nothing of ${title}`, async () => {
      const given = { kind, body: { domain } }
      await assert.rejects(api().buildRecord(given), (error: unknown) => {
        return error instanceof Refused && `${error.status} ${error.code}` === refusal
      })
    })
  }
})
