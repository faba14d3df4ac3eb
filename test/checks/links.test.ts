import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { codesOf } from '#checks/facts/codes.ts'
import { linksOf } from '#checks/facts/links.ts'
import { judgeMail } from '#checks/judge.ts'
import { htmlLimits } from '#checks/records/html.ts'
import { kindOfLink, offersToLeave } from '#checks/records/link-words.ts'
import type { Terms } from '#checks/report.ts'
import { ask, compose, gathered, inOrder, zoneWith } from '../helpers/mails.ts'
import { netOf, silent, type World, type Zone } from '../helpers/zone.ts'

interface More {
  terms?: Terms
  world?: World
  zone?: Zone
  /** The explanation says so too. */
  said?: RegExp
}
type Row = [title: string, verdict: string, code: string, mail: string, more?: More]

const html = (body: string, changes: Record<string, string | undefined> = {}) =>
  compose({ 'Content-Type': 'text/html; charset=utf-8', ...changes }, Buffer.from(body, 'utf8').toString('latin1'))
const text = (body: string, changes = {}) => compose(changes, Buffer.from(body, 'utf8').toString('latin1'))
const a = (href: string, label = 'Read more') => html(`<p>Hello</p><a href="${href}">${label}</a>`)
const bulk = { Precedence: 'bulk' }
const list = (value: string) => compose({ ...bulk, 'List-Unsubscribe': value })
const asked = (https: World['https'] = {}): More => ({ terms: { links: true }, world: { https } })
const endless = html(`<p>x</p>${'<b>x</b>'.repeat(htmlLimits.elements + 10)}`)
const nested = compose(
  { 'Content-Type': 'multipart/mixed; boundary=b0' },
  Array.from({ length: 30 }, (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n\r\n`).join(''),
)
const page = 'https://acme.com/spring'
const to = (location: string) => ({ status: 302, headers: { location } })

const tables: Record<string, Row[]> = {
  'link-broken': [
    ['nobody asked', 'unknown', 'not-fetched', a(page), { world: { https: { [page]: 'x' } } }],
    ['no links', 'info', 'none', text('Hello')],
    ['there', 'pass', 'ok', a(page), asked({ [page]: 'x' })],
    ['there, after redirects', 'pass', 'ok', a('http://acme.com/1'), asked({ 'http://acme.com/1': to(page), [page]: 'x' })],
    ['HEAD is not known, GET is', 'pass', 'ok', a(page), asked({ [`HEAD ${page}`]: { status: 405 }, [page]: 'x' })],
    ['a failure that is gone', 'pass', 'ok', a(page), asked({ [`HEAD ${page}`]: { status: 500 }, [page]: 'x' })],
    ['not found', 'fail', 'broken', a(page), asked({ [page]: { status: 404 } })],
    [
      'gone behind a redirect',
      'fail',
      'broken',
      a('http://acme.com/1'),
      asked({ 'http://acme.com/1': to(page), [page]: { status: 410 } }),
    ],
    ['failing twice', 'fail', 'broken', a(page), asked({ [page]: { status: 500 } })],
    ['no such host', 'fail', 'broken', a('https://gone.invalid/'), asked()],
    ['a certificate of another name', 'fail', 'broken', a(page), asked({ [page]: { problem: 'wrong-name' } })],
    ['no TLS', 'fail', 'broken', a(page), asked({ [page]: { outcome: 'no-tls' } })],
    ['a wall', 'unknown', 'bot-wall', a(page), asked({ [page]: { status: 403 } })],
    ['busy', 'unknown', 'bot-wall', a(page), asked({ [page]: { status: 503 } })],
    ['silence', 'unknown', 'bot-wall', a(page), asked({ [page]: { silence: 'timeout' } })],
    ['not public', 'unknown', 'bot-wall', a(page), asked({ [page]: { silence: 'private' } })],
    ['redirects without end', 'unknown', 'bot-wall', a(page), asked({ [page]: to(page) })],
    [
      'only one that unsubscribes',
      'unknown',
      'skipped',
      a('https://acme.com/u/1', 'Unsubscribe'),
      asked({ 'https://acme.com/u/1': { status: 404 } }),
    ],
    ['only one that unsubscribes, and nobody asked', 'unknown', 'skipped', a('https://acme.com/u/1', 'Unsubscribe')],
    [
      'one that confirms beside one that is there',
      'pass',
      'ok',
      html(`<a href="https://acme.com/confirm?t=1">Confirm</a><a href="${page}">Read</a>`),
      asked({ [page]: 'x' }),
    ],
    [
      'the address of List-Unsubscribe',
      'unknown',
      'skipped',
      html('<a href="https://acme.com/l/7?x=2">Read</a>', { 'List-Unsubscribe': '<https://acme.com/l/7?x=1>' }),
      asked(),
    ],
    ['a redirect to one that unsubscribes', 'pass', 'ok', a(page), asked({ [page]: to('https://acme.com/unsubscribe?id=1') })],
  ],
  'link-insecure': [
    ['https', 'pass', 'https', a(page)],
    ['mailto', 'pass', 'https', a('mailto:a@acme.com')],
    ['http', 'warn', 'http', a('http://acme.com/')],
    ['none', 'info', 'none', text('Hello')],
    ['too much to be read', 'unknown', 'not-parsed', endless],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
  'link-shortener': [
    ['none', 'pass', 'none', a(page)],
    ['one', 'warn', 'used', a('https://bit.ly/3xYz')],
    ['one in the text', 'warn', 'used', text('See https://tinyurl.com/abc.')],
    ['too much to be read', 'unknown', 'not-parsed', endless],
  ],
  'link-mismatch': [
    ['words', 'pass', 'match', a(page)],
    ['the same domain', 'pass', 'match', a(page, 'www.acme.com')],
    ['a file name', 'pass', 'match', a(page, 'report.pdf')],
    ['no links', 'info', 'none', text('Hello')],
    ['a click counter', 'info', 'tracking', a('https://u1.ct.sendgrid.net/ls/click?x=1', 'www.acme.com')],
    ["the sender's own counter", 'info', 'tracking', a('https://click.acme.com/1', 'https://other.net/page')],
    ['an unrelated one', 'fail', 'mismatch', a('https://evil.net/login', 'https://www.paypal.com/')],
    [
      'followed, and there',
      'info',
      'tracking',
      a('https://go.net/1', 'acme.com'),
      asked({ 'https://go.net/1': to(page), [page]: 'x' }),
    ],
    [
      'followed, and elsewhere',
      'fail',
      'mismatch',
      a('https://click.net/1', 'acme.com'),
      asked({ 'https://click.net/1': to('https://evil.net/'), 'https://evil.net/': 'x' }),
    ],
    ['too much to be read', 'unknown', 'not-parsed', endless],
  ],
  'link-suspicious': [
    ['none', 'pass', 'none', a(page)],
    ['an IPv4 address', 'fail', 'ip-literal', a('http://93.184.215.1/')],
    ['an IPv6 address', 'fail', 'ip-literal', a('http://[2001:db8::1]/')],
    ['a decimal address', 'fail', 'ip-literal', a('http://1572395009/')],
    ['a hexadecimal address', 'fail', 'ip-literal', a('http://0x5db8d701/')],
    ['a name before the host', 'fail', 'userinfo', a('https://www.paypal.com@evil.net/')],
    ['another port', 'warn', 'odd-port', a('https://acme.com:8443/')],
    ['Cyrillic among Latin', 'warn', 'punycode', a('https://аcme.com/')],
    ['one script only', 'pass', 'none', a('https://пример.рф/')],
    ['an open redirect', 'warn', 'redirect-open', a('https://www.acme.com/out?url=https%3A%2F%2Fevil.net%2F')],
    ['a page that shares', 'pass', 'none', a('https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Facme.com%2F')],
    ['many parts', 'info', 'many-labels', a('https://a.b.c.d.acme.com/')],
    ['too much to be read', 'unknown', 'not-parsed', endless],
  ],
  'link-count': [
    ['a few', 'pass', 'normal', a(page)],
    ['eleven hosts', 'warn', 'many', html(Array.from({ length: 11 }, (_, at) => `<a href="https://h${at}.net/">x</a>`).join(''))],
    [
      '101 links',
      'warn',
      'many',
      html(Array.from({ length: 101 }, (_, at) => `<a href="https://acme.com/${at}">x</a>`).join('')),
    ],
    ['none', 'info', 'none', text('Hello')],
    ['too much to be read', 'unknown', 'not-parsed', endless],
  ],
  'link-domain-related': [
    ['their own', 'pass', 'own', a('https://www.acme.com/')],
    ['others', 'info', 'foreign', a('https://other.net/')],
    ['a shared counter', 'warn', 'shared-tracking', a('https://acme.us1.list-manage.com/track/click?u=1')],
    [
      'two shared counters',
      'warn',
      'shared-tracking',
      html('<a href="https://mailchi.mp/acme/x">x</a><a href="https://acme.us1.list-manage.com/track/click?u=1">y</a>'),
      { said: /mailchi\.mp and list-manage\.com/ },
    ],
    ['none', 'info', 'none', text('Hello')],
    ['too much to be read', 'unknown', 'not-parsed', endless],
  ],
  'unsubscribe-host': [
    ['in order', 'pass', 'ok', list('<https://acme.com/u/1>, <mailto:u@acme.com>')],
    ['none', 'info', 'none', compose()],
    ['a mailto address that takes no mail', 'warn', 'mailto-dead', list('<https://acme.com/u/1>, <mailto:u@gone.invalid>')],
    ['no such host', 'fail', 'broken', list('<https://gone.invalid/u/1>')],
    [
      'nobody there',
      'fail',
      'broken',
      list('<https://acme.com/u/1>'),
      { world: { https: { 'https://acme.com/': { outcome: 'closed' } } } },
    ],
    [
      'an expired certificate',
      'fail',
      'broken',
      list('<https://acme.com/u/1>'),
      { world: { https: { 'https://acme.com/': { problem: 'expired' } } } },
    ],
    [
      'silence',
      'unknown',
      'not-parsed',
      list('<https://silent.example/u/1>'),
      { zone: zoneWith({ 'silent.example ANY': silent }) },
    ],
  ],
  'unsubscribe-link': [
    ['a link', 'pass', 'present', html('<a href="https://acme.com/u/1">Unsubscribe</a>')],
    ['a German one', 'pass', 'present', html('<a href="https://acme.com/x">Newsletter abbestellen</a>')],
    ['a Japanese one', 'pass', 'present', html('<a href="https://acme.com/x">配信停止はこちら</a>')],
    ['an address in the text', 'pass', 'present', text('To unsubscribe:\r\nhttps://acme.com/x\r\n', bulk)],
    ['a mail address in the text', 'pass', 'present', compose(bulk)],
    ['a letter', 'info', 'not-needed', text('Hello')],
    ['none', 'fail', 'missing', text('Hello', bulk)],
    ['only in the text of a mail with HTML', 'fail', 'missing', html('<p>Hello</p>', bulk)],
    ['too small', 'warn', 'hidden', html('<a style="font-size:6px" href="https://acme.com/u/1">Unsubscribe</a>')],
    [
      'in the colour of its background',
      'warn',
      'hidden',
      html('<a style="color:white" href="https://acme.com/u/1">Unsubscribe</a>'),
    ],
    ['not displayed', 'warn', 'hidden', html('<div style="display:none"><a href="https://acme.com/u/1">Unsubscribe</a></div>')],
    [
      'missing in a test send',
      'fail',
      'missing',
      html('<p>Hello</p>', { ...bulk, Subject: '[Test] Spring sale' }),
      { said: /only be so in the test send/ },
    ],
    [
      'missing, and no test',
      'fail',
      'missing',
      html('<p>Hello</p>', { ...bulk, Subject: '[Test] Spring sale' }),
      { terms: { real: true }, said: /unsubscribe\.$/ },
    ],
    ['too much to be read', 'unknown', 'not-parsed', html(`<p>x</p>${'<b>x</b>'.repeat(htmlLimits.elements + 10)}`, bulk)],
  ],
  'list-unsubscribe': [
    [
      'missing in a test send',
      'fail',
      'missing',
      compose({ ...bulk, Subject: 'Test: Spring sale' }),
      { said: /only be so in the test send/ },
    ],
  ],
  'list-unsubscribe-one-click': [
    [
      'missing in a test send',
      'fail',
      'missing',
      compose({ ...bulk, Subject: 'Test: Spring sale' }),
      { said: /only be so in the test send/ },
    ],
  ],
  'merge-tags': [
    ['none', 'pass', 'none', a(page)],
    ['an encoded address', 'pass', 'none', a('https://acme.com/caf%C3%A9?a=%20b%2F')],
    ['in a sample of code', 'pass', 'none', html('<p>Write <code>{{name}}</code></p>')],
    ['between backticks', 'pass', 'none', text('Write `{{name}}` in the subject.')],
    ['in an indented sample', 'pass', 'none', text('Write:\r\n\r\n    {{name}}\r\n')],
    ['in lines that are quoted', 'pass', 'none', text('> Set %PATH% first.\r\n>> And {{name}}.\r\n\r\nDone, thanks.\r\n')],
    ['below lines that are quoted', 'fail', 'found', text('> Set it first.\r\n\r\nDear {{name}}, done.\r\n')],
    ['Mustache', 'fail', 'found', html('<p>Dear {{first_name}}</p>')],
    ['Mailchimp', 'fail', 'found', text('Dear *|FNAME|*,')],
    ['a shell form', 'fail', 'found', text(`Dear ${'$'}{name},`)],
    ['percent signs', 'fail', 'found', text('Dear %NAME%,')],
    ['brackets', 'fail', 'found', text('Dear [[name]],')],
    ['ERB', 'fail', 'found', text('Dear <%= name %>,')],
    ['in a link', 'fail', 'found', a('https://acme.com/{{id}}')],
    ['in a link, encoded', 'fail', 'found', a('https://acme.com/%7B%7Bid%7D%7D')],
    ['an empty greeting', 'warn', 'suspect', text('Dear ,\r\n\r\nwe have news.')],
    ['an empty greeting that shouts', 'warn', 'suspect', html('<p>Hi !</p>')],
    ['undefined', 'warn', 'suspect', text('Hello undefined,\r\n')],
    ['a price of NaN', 'warn', 'suspect', text('Now only $NaN!\r\n')],
    ['null in a link', 'warn', 'suspect', a('https://acme.com/offer?id=null')],
    ['in a test send', 'fail', 'found', text('Dear {{name}}', { 'X-Test-Email': '1' }), { said: /only be so in the test send/ }],
    ['too much to be read', 'unknown', 'not-parsed', endless],
  ],
  'test-send': [
    ['nothing', 'info', 'no-sign', compose()],
    ['its subject', 'info', 'likely', compose({ Subject: '[TEST] Spring sale' })],
    ['a header field', 'info', 'likely', compose({ 'X-Campaign-Test': 'true' })],
    ['a dead link', 'info', 'likely', a('#', 'View this email in your browser')],
    ['a default name', 'info', 'likely', text('Dear First Name,')],
    ['a test of something else', 'info', 'no-sign', compose({ Subject: 'Test results are here' })],
    ['denied', 'info', 'denied', compose({ Subject: '[TEST] Spring sale' }), { terms: { real: true } }],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
}

for (const [id, rows] of Object.entries(tables)) {
  describe(id, () => {
    for (const [title, verdict, code, mail, { terms = {}, world, zone = inOrder, said } = {}] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await ask(id, await gathered(mail, { terms }), netOf(zone, world))
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
        if (said) assert.match(finding.explanation.text, said)
      })
    }
  })
}

describe('a link that works once', () => {
  const mail = html(
    '<p>Your code is 482913.</p><a href="https://acme.com/magic?t=8f3a">Sign in</a><a href="https://acme.com/spring">Read</a><img src="https://acme.com/a.png">',
  )
  const requested = async (terms: Terms) => {
    const net = netOf(inOrder, { https: { 'https://acme.com/spring': 'x', 'https://acme.com/magic?t=8f3a': 'x' } })
    const report = await judgeMail(await gathered(mail, { terms }), net)
    return { report, urls: report.questions.filter(({ type }) => type === 'GET').map(({ name }) => name) }
  }
  test('is requested by nobody, nor is anything else of the mail', async () => assert.deepEqual((await requested({})).urls, []))
  test('is requested by nobody when the others are', async () => {
    assert.deepEqual([...new Set((await requested({ links: true, images: true })).urls)].sort(), [
      'https://acme.com/a.png',
      'https://acme.com/spring',
    ])
  })
  test('stands in the report with what it does, and so does the code', async () => {
    const { extracted } = (await requested({})).report
    assert.deepEqual(
      extracted?.links.map(({ address, kind }) => [address, kind]),
      [
        ['https://acme.com/magic?t=8f3a', 'sign-in'],
        ['https://acme.com/spring', undefined],
      ],
    )
    assert.deepEqual(extracted?.codes, [{ code: '482913', said: 'Your code is 482913.' }])
  })
})

describe('one-time codes', () => {
  const rows: [text: string, codes: string[]][] = [
    ['Your verification code is 482 913', ['482 913']],
    ['Ihr Code lautet: K7QM-2XR9', ['K7QM-2XR9']],
    ['Enter this code:\n\n 7391', ['7391']],
    ['認証コード：583920', ['583920']],
    ['Код подтверждения: 4821', ['4821']],
    ['Order 12345678 was sent in 2026.', []],
    ['Use the code SPRING24 in 2026', ['SPRING24']],
    ['Our code of conduct, 2026 edition', []],
  ]
  for (const [said, codes] of rows) {
    test(`of "${said.replace(/\s+/g, ' ')}"`, async () => {
      const found = codesOf(await gathered(text(said)))
      assert.deepEqual(
        found.map(({ code }) => code),
        codes,
      )
    })
  }
})

describe('links', () => {
  test('are found once each, in HTML and text, without what ends the sentence', async () => {
    const both = compose(
      { 'Content-Type': 'multipart/alternative; boundary=b' },
      '--b\r\nContent-Type: text/plain\r\n\r\nSee (https://acme.com/a_(b)), https://acme.com/c. And www.acme.com!\r\n--b\r\nContent-Type: text/html\r\n\r\n<a href="https://acme.com/c">x</a><a href="https://acme.com/c">y</a><a href="#top">z</a>\r\n--b--\r\n',
    )
    assert.deepEqual(
      linksOf(await gathered(both)).map(({ where, address }) => `${where} ${address}`),
      ['html https://acme.com/c', 'text https://acme.com/a_(b)', 'text https://acme.com/c', 'text http://www.acme.com'],
    )
  })
  const leaving = [
    'Unsubscribe',
    'Se désabonner',
    'Darse de baja',
    'Uitschrijven',
    'Wypisz się',
    'Отписаться',
    'إلغاء الاشتراك',
    '退订',
    '수신거부',
    'Abmelden',
    'Berhenti berlangganan',
    'Leiratkozás',
  ]
  for (const label of leaving) test(`say "${label}"`, () => assert.ok(offersToLeave({ address: '', label })))
  const kinds: [address: string, label: string, kind: string | undefined][] = [
    ['https://acme.com/confirm?x=1', 'Here', 'confirm'],
    ['https://acme.com/x', 'Passwort zurücksetzen', 'reset'],
    ['https://acme.com/verify/8', '', 'verify'],
    ['https://acme.com/x', 'ログイン', 'sign-in'],
    ['https://acme.com/preferences', '', 'opt-out'],
    ['https://confirmed.acme.com/news/spring', 'Read the news', undefined],
  ]
  for (const [address, label, kind] of kinds)
    test(`${address} ${label} is ${kind ?? 'a page'}`, () => assert.equal(kindOfLink({ address, label }), kind))
})
