/** A mail is looked at: its HTML in a frame of its own, its images, its files. Everything in it was written by a stranger. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Fetched, type Net, Unreachable } from '#checks/net.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { issueAddress } from '#prisma/address.ts'
import { auditOf } from '#prisma/audit.ts'
import { prisma } from '#prisma/client.ts'
import { cleanHtml } from '../../app/mail-view/clean.server.ts'
import { cleanInline, cleanSheet } from '../../app/mail-view/css.server.ts'
import { mayFetchPicture } from '../../app/limits.server.ts'
import { fetchPicture, largestFetched } from '../../app/mail-view/fetch-image.server.ts'
import { attachment, safeName } from '../../app/mail-view/file-name.server.ts'
import { frameLink, gmailCut, lookAt } from '../../app/mail-view/frame.server.ts'
import { fileOf, partRows, takeApart } from '../../app/mail-view/parts.server.ts'
import { signed } from '../../app/mail-view/signed.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'
import { newVisitor } from '../helpers/visitor.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const htmlMail = (html: string) =>
  `From: Shop <news@acme.com>\r\nSubject: Spring\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`
const related = (html: string, ...parts: string[]) =>
  [
    'From: Shop <news@acme.com>\r\nSubject: Spring\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b',
    `Content-Type: text/html\r\n\r\n${html}\r\n--b`,
    ...parts.map((part) => `${part}\r\n--b`),
  ].join('\r\n')
const blocked = { scheme: 'light' as const, image: () => undefined }
const shownOf = (source: string, scheme: 'light' | 'dark' = 'light') =>
  lookAt(takeApart(Buffer.from(source, 'latin1')), scheme) ?? assert.fail('no HTML')

/** A mail that came, and the path of its frame. */
async function framed(source: string, look: { scheme?: 'light' | 'dark'; images?: boolean; now?: number } = {}) {
  const { address } = await newAddress()
  const id = await arrived(address, source)
  const { scheme = 'light', images = false, now } = look
  return { id, address, path: frameLink(id, { scheme, images }, now) }
}

describe('the frame', () => {
  test('runs nothing and loads nothing, by its own word', async () => {
    const { path } = await framed(htmlMail('<p>hello<script>evil()</script>'))
    const { status, headers, text } = await ask(web.port, path)
    assert.equal(status, 200)
    assert.equal(
      headers['content-security-policy'],
      "sandbox allow-popups; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'",
    )
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['x-dns-prefetch-control'], 'off')
    assert.equal(headers['x-frame-options'], 'SAMEORIGIN')
    assert.match(String(headers['cache-control']), /no-store/)
    assert.match(text, /<p>hello<\/p>/)
    assert.doesNotMatch(text, /script|evil/)
  })

  test('has so many pictures fetched an hour, by network', async () => {
    const [now, client] = [Date.now(), '2001:db8:7::1']
    const asked = await Promise.all(Array.from({ length: 1001 }, () => mayFetchPicture(client, now)))
    assert.equal(asked.filter(Boolean).length, 1000)
    assert.equal(await mayFetchPicture('2001:db8:7::2', now), false)
    assert.equal(await mayFetchPicture('2001:db8:8::1', now), true)
    assert.equal(await mayFetchPicture(client, now + 3_600_000), true)
  })
  test('may load images only from the one path that asks for them on somebody’s behalf', async () => {
    const { path, id } = await framed(htmlMail('<img src="https://img.test/a.png?x=1&y=2">'), { images: true })
    const { headers, text } = await ask(web.port, path)
    assert.ok(
      String(headers['content-security-policy']).includes(
        `; img-src data: http://127.0.0.1:${web.port}/mail/${id}/image; style-src`,
      ),
    )
    assert.match(text, /<img src="\/mail\/[\w-]+\/image\?id=/)
    assert.ok(!text.includes('img.test'))
  })

  test('is opened by its link for five minutes, without a cookie, and by nothing else', async () => {
    const source = htmlMail('<p>hello')
    const [now, early, late] = [Date.now(), await framed(source), await framed(source, { now: Date.now() - 300_001 })]
    assert.equal((await ask(web.port, (await framed(source, { now: now - 290_000 })).path)).status, 200)
    assert.equal((await ask(web.port, late.path)).status, 410)
    const rows: [title: string, path: string][] = [
      ['no signature', `/mail/${early.id}/html`],
      ['a later end', early.path.replace(/until=\d+/, `until=${now + 9_000_000}`)],
      ['another mail', early.path.replace(early.id, late.id).replace(early.id, late.id)],
      ['images that nobody asked for', early.path.replace('images=', 'images=1')],
      [
        'a signature of something else',
        `/mail/${early.id}/html?${signed('image', { id: early.id, scheme: 'light', images: '' })}`,
      ],
    ]
    for (const [title, path] of rows) assert.equal((await ask(web.port, path)).status, 404, title)
  })

  test('of a mail that is gone is gone', async () => {
    const { path, address } = await framed(htmlMail('<p>hello'))
    await prisma.address.update({ where: { id: address.id }, data: { keptUntil: new Date(0) } })
    assert.equal((await ask(web.port, path)).status, 404)
  })
})

describe('a team’s mail', () => {
  test('is not for others: not its page, not its parts', async () => {
    const { id, address } = await framed(related('<p>secret', 'Content-Type: text/plain; name=a.txt\r\n\r\nsecret'))
    await prisma.team.update({ where: { id: address.teamId }, data: { kind: 'team' } })
    for (const path of [`/mail/${id}?tab=mail`, `/mail/${id}?tab=source`, `/api/v1/mails/${id}/parts/2`]) {
      const { status, text } = await ask(web.port, path)
      assert.equal(status, 404, path)
      assert.ok(!text.includes('secret'), path)
    }
  })
})

describe('what is shown of HTML', () => {
  const rows: [title: string, html: string, has: RegExp, lacks: RegExp][] = [
    [
      'tables, colours and sizes stay',
      '<table bgcolor=red width=600><td align=center>x',
      /<table bgcolor="red" width="600">.*<td align="center">x/,
      /^$/,
    ],
    ['a form gives way to what it holds', '<form action=/x><button>Buy</button><input name=a>', /Buy/, /form|input|button/],
    ['handlers go', '<p onclick=a() ONMOUSEOVER=b()>x', /<p>x/, /on(click|mouse)/i],
    ['a script link leads nowhere', '<a href="jAvascript:alert(1)">x</a><a href=" java\nscript:x">y', /<a>x<\/a><a>y/, /script/],
    ['data and files are no links', '<a href="data:text/html,x">x</a><a href=file:///etc/passwd>y', /<a>x<\/a><a>y/, /href/],
    [
      'a link says where it leads, in a tab of its own',
      '<a href="https://a.test/?b=1&c" target=_top title=safe>x',
      /title="https:\/\/a\.test\/\?b=1&amp;c" href="https:\/\/a\.test\/\?b=1&amp;c" target="_blank" rel="noopener noreferrer nofollow"/,
      /safe|_top/,
    ],
    [
      'meta, base and link go',
      '<meta http-equiv=refresh content="0;url=//e"><base href=//e><link rel=stylesheet href=//e><p>x',
      /<p>x/,
      /meta|base|link|\/\/e/,
    ],
    [
      'foreign namespaces go with all in them',
      '<svg><style><img src=x onerror=a()></style></svg><math><mi>y</math><p>x',
      /<p>x/,
      /svg|math|onerror/,
    ],
    [
      'frames and objects go',
      '<iframe src=//e></iframe><object data=//e>o</object><embed src=//e><p>x',
      /<p>x/,
      /frame|object|embed|\/\/e/,
    ],
    ['Outlook’s elements give way', '<o:p>x</o:p><!--[if mso]><v:rect>y</v:rect><![endif]-->', /x/, /o:p|mso|y/],
    [
      'an image elsewhere is none',
      '<img src="http://e.test/p.gif" srcset="//e.test/2x 2x" width=1 alt=a>',
      /<img src="data:," width="1" alt="a" \/>/,
      /e\.test/,
    ],
    [
      'a background elsewhere is none',
      '<td background="//e.test/b"><div style="background:url(https://e.test/c) red">',
      /red/,
      /e\.test/,
    ],
  ]
  for (const [title, html, has, lacks] of rows) {
    test(title, () => {
      const { body } = cleanHtml(html, blocked)
      assert.match(body, has)
      assert.doesNotMatch(body, lacks)
    })
  }

  const vectors = JSON.parse(readFileSync(join(env.SUITES_DIR, 'html-xss/dompurify-expect.json'), 'utf8')) as {
    payload: string
  }[]
  test('nothing that could run is written of 223 attempts', () => {
    assert.equal(vectors.length, 223)
    for (const { payload } of vectors) {
      const { open, body, style } = cleanHtml(payload, blocked)
      assert.doesNotMatch(style, /<\//, payload)
      for (const [, name = '', rest = ''] of `${open}${body}`.matchAll(/<([a-z][^\s/>]*)((?:\s+[\w:-]+="[^"]*")*)/gi)) {
        assert.doesNotMatch(
          name,
          /^(script|style|iframe|svg|math|form|input|object|embed|base|meta|link|template|noscript)$/,
          payload,
        )
        assert.doesNotMatch(rest.replace(/="[^"]*"/g, ''), /\son|srcset|srcdoc|action|xlink/, payload)
        assert.doesNotMatch(rest, /(?:href|src)="(?!https?:|mailto:|tel:|#|data:,)/, payload)
      }
    }
  })

  test('the beginning is what stands first, seen or hidden, without fillers', () => {
    const hidden =
      '<style>p{}</style><div style="display:none">20 % off&zwnj;&nbsp;&#847;&#8199;&zwnj;&nbsp;</div><p>Hello</p><p>there'
    assert.equal(cleanHtml(hidden, blocked).beginning, '20 % off Hello there')
  })
})

describe('the style of a mail', () => {
  const rows: [title: string, sheet: string, is: string][] = [
    ['rules stay', '@media (max-width:600px){.a{width:100%!important}}', '@media (max-width:600px){.a{width:100%!important}}'],
    ['sheets and fonts elsewhere go', '@import url(//e);@font-face{src:url(//e)}p{color:red}', 'p{color:red}'],
    ['an image elsewhere is none', 'p{background:url("//e/x.png")}', 'p{background:url(data:,)}'],
    ['also in disguise', 'p{background:u\\72l(//e)}b{background:image-set("//e" 1x)}i{--x:url(//e)}', 'p{}b{}i{--x:url(data:,)}'],
    ['it cannot end its element', 'p::before{content:"\\3c/style>\\3cscript>"}', 'p::before{content:"\\3c /style><script>"}'],
    [
      'its rules for dark do not count in light',
      '@media (prefers-color-scheme: dark){p{color:#fff}}',
      '@media (min-width:9999999px){p{color:#fff}}',
    ],
    ['nor does what it says of schemes', ':root{color-scheme:dark;color:red}', ':root{color:red}'],
  ]
  for (const [title, sheet, is] of rows) test(title, () => assert.equal(cleanSheet(sheet, blocked), is))

  test('its rules for dark count in dark', () => {
    const { style, pictures } = shownOf(
      htmlMail('<style>@media screen and (prefers-color-scheme:dark){p{color:#fff}}</style>'),
      'dark',
    )
    assert.equal(pictures.scheme, 'dark')
    assert.equal(style, '@media screen and (min-width:0){p{color:#fff}}')
  })

  test('rules in rules without end are dropped, not followed', () => {
    for (const piece of ['@media x{', '&{', 'a{b:calc(', ':not('])
      assert.ok(cleanSheet(piece.repeat(40_000), blocked).length < 140_000)
    assert.equal(cleanInline('color:red', blocked), 'color:red')
  })
})

describe('Gmail’s line', () => {
  const filler = (octets: number) => `<p>${'é'.repeat(octets / 2 - 4)}</p>`
  test('stands where 102 KB of decoded HTML end, and what is below is told', () => {
    const above = filler(gmailCut)
    const { body, below, size } = shownOf(
      Buffer.from(htmlMail(`${above}<table><tr><td><a href="https://a.test/u">Unsubscribe</a></table>`)).toString('latin1'),
    )
    assert.ok(size > gmailCut)
    assert.deepEqual(below, { links: 1, texts: ['Unsubscribe'] })
    assert.ok(body.indexOf('Gmail cuts the mail here') > body.indexOf('é'))
    assert.ok(body.indexOf('Gmail cuts the mail here') < body.indexOf('Unsubscribe'))
  })
  test('stands between no cells', () => {
    const rows = '<tr><td>x</td></tr>'.repeat(7000)
    const { body } = shownOf(htmlMail(`<table>${rows}</table>`))
    assert.match(body, /<td><div style="all:initial[^>]*>Gmail cuts/)
  })
  test('is not drawn where all is above it', () => assert.equal(shownOf(htmlMail('<p>short')).below, null))
})

describe('images of the mail itself', () => {
  const part = (id: string, type: string, body: string) =>
    `Content-Type: ${type}\r\nContent-ID: <${id}>\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}`
  test('are shown, by their id', () => {
    const { body, pictures } = shownOf(
      related('<img src="cid:logo%40acme"><td background=cid:logo@acme>', part('logo@acme', 'image/png', png)),
    )
    assert.equal(body.split(`data:image/png;base64,${png}`).length, 2)
    assert.equal(pictures.missing, 0)
    assert.equal(pictures.remote.size, 0)
  })
  test('are pictures, not documents', () => {
    const svg = Buffer.from('<svg onload="alert(1)"/>').toString('base64')
    const html = '<img src=cid:a><img src=cid:b><img src=cid:nobody><img src="data:image/svg+xml,x"><img src="data:text/html,x">'
    const { body, pictures } = shownOf(related(html, part('a', 'image/svg+xml', svg), part('b', 'text/html', svg)))
    assert.equal(body, '<img src="data:," />'.repeat(5))
    assert.equal(pictures.missing, 5)
  })
  test('have a limit, each and all together', () => {
    const large = Buffer.concat([Buffer.from(png, 'base64'), Buffer.alloc(2 * 1024 * 1024)]).toString('base64')
    const middle = Buffer.concat([Buffer.from(png, 'base64'), Buffer.alloc(1024 * 1024)]).toString('base64')
    assert.equal(shownOf(related('<img src=cid:a>', part('a', 'image/png', large))).pictures.missing, 1)
    const many = shownOf(related('<img src=cid:a>'.repeat(1000), part('a', 'image/png', middle)))
    assert.ok(many.body.length < 13_000_000)
    assert.ok(many.pictures.missing > 900)
  })
  test('elsewhere are at most a hundred', () => {
    const { pictures } = shownOf(
      htmlMail(Array.from({ length: 300 }, (_, index) => `<img src="https://a.test/${index}">`).join('')),
    )
    assert.equal(pictures.remote.size, 100)
  })
})

describe('an image elsewhere', () => {
  const answered = (mediaType: string, body: Uint8Array, more: object = {}) =>
    ({
      outcome: 'answered',
      status: 200,
      address: '192.0.2.1',
      headers: {},
      mediaType,
      body,
      truncated: false,
      ...more,
    }) as unknown as Fetched
  const octets = Buffer.from(png, 'base64')
  const rows: [title: string, got: Fetched, type: string | undefined][] = [
    ['is shown as what it is', answered('image/jpg', octets), 'image/png'],
    ['is not a document', answered('image/svg+xml', Buffer.from('<svg/>')), undefined],
    ['is not a page', answered('text/html', octets), undefined],
    ['is not more than the limit', answered('image/png', octets, { truncated: true }), undefined],
    ['is not an error', answered('image/png', octets, { status: 404 }), undefined],
    ['is nowhere', { outcome: 'closed', url: '', redirects: [], at: '', milliseconds: 0 }, undefined],
  ]
  for (const [title, got, type] of rows) {
    test(title, async () => {
      const asked: unknown[] = []
      const get = async (...what: unknown[]) => {
        asked.push(what)
        return got
      }
      const https = { get }
      assert.equal((await fetchPicture('https://img.test/x', { https } as unknown as Net))?.type, type)
      assert.deepEqual(asked, [
        ['https://img.test/x', { maxBytes: largestFetched, timeoutMs: 10_000, redirects: 3, plain: true }],
      ])
    })
  }

  test('is not asked for at a private address', async () => {
    for (const host of ['127.0.0.1', '[::1]', '10.0.0.1', '169.254.169.254', '[::ffff:127.0.0.1]']) {
      await assert.rejects(openNet().https.get(`https://${host}/x`, { maxBytes: 1, timeoutMs: 1000, redirects: 0 }), Unreachable)
      assert.equal(await fetchPicture(`https://${host}/x.png`, openNet()), null, host)
    }
  })

  test('is asked for only when it stands in the mail', async () => {
    const { id } = await framed(htmlMail('<img src="https://127.0.0.1/a.png">'))
    const link = (url: string, about = id, now?: number) => {
      const u = Buffer.from(url).toString('base64url')
      return `/mail/${id}/image?${signed('image', { id: about, u }, now)}`
    }
    const other = Buffer.from('https://other.test/').toString('base64url')
    const rows: [title: string, path: string, status: number][] = [
      ['without a link of ours', `/mail/${id}/image?u=${other}`, 404],
      ['another URL under the same signature', link('https://127.0.0.1/a.png').replace(/([?&])u=[\w-]+/, `$1u=${other}`), 404],
      ['a link of another mail', link('https://127.0.0.1/a.png', 'other'), 404],
      ['after five minutes', link('https://127.0.0.1/a.png', id, Date.now() - 300_001), 410],
      ['a private address', link('https://127.0.0.1/a.png'), 502],
    ]
    for (const [title, path, status] of rows) {
      const { headers, ...answer } = await ask(web.port, path)
      assert.deepEqual([answer.status, answer.text], [status, ''], title)
      assert.equal(headers['cross-origin-resource-policy'], 'cross-origin')
    }
  })
})

describe('the button that loads images', () => {
  test('makes a link for five minutes; a link without it loads nothing', async () => {
    const { id } = await framed(htmlMail('<img src="https://img.test/a.png">'))
    const frameOf = async (path: string) =>
      /<iframe src="([^"]*)"/.exec((await ask(web.port, path)).text)?.[1] ?? assert.fail('no frame')
    assert.match(await frameOf(`/mail/${id}?tab=mail&images=1`), /images=&amp;/)
    const pressed = await ask(web.port, `/mail/${id}?tab=mail`, {
      method: 'POST',
      headers: { origin: `http://127.0.0.1:${web.port}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'intent=load-images&width=desktop&scheme=dark',
    })
    assert.equal(pressed.status, 303)
    const to = String(pressed.headers.location)
    assert.match(to, /^\/mail\/[\w-]+\?.*width=desktop&scheme=dark#preview$/)
    assert.match(await frameOf(to.replace('#preview', '')), /scheme=dark&amp;images=1&amp;/)
    assert.match(await frameOf(to.replace('#preview', '').replace(/until=\d+/, 'until=9999999999999')), /images=&amp;/)
  })
})

describe('the page', () => {
  test('shows the row of an inbox, the text and the files, and frames the HTML without letting it in', async () => {
    const source = related(
      '<p>Hi</p><i/id=evil>',
      'Content-Type: application/pdf; name="=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?="\r\n\r\nx',
      'Content-Type: text/plain\r\n\r\nplain <i/id=evil>',
    )
    const { id } = await framed(source.replace('Subject: Spring', 'Subject: =?utf-8?Q?Sp=E2=80=AEring?= <i/id=evil>'))
    const { text, headers } = await ask(web.port, `/mail/${id}?tab=mail`)
    assert.match(
      text,
      /<iframe src="\/mail\/[\w-]+\/html\?[^"]*" title="Preview of the mail, phone width" sandbox="allow-popups"/,
    )
    assert.match(text, /tabindex="-1"/i)
    assert.match(text, /Skip the preview/)
    for (const word of ['Grüße.pdf', 'Sp&lt;U+202E&gt;ring', 'plain &lt;i/id=evil&gt;']) assert.ok(text.includes(word), word)
    assert.ok(!text.includes('<i/id'))
    assert.match(String(headers['content-security-policy']), /frame-src 'self'/)
  })
})

describe('a file of a mail', () => {
  const names: [given: string, safe: string][] = [
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..\\..\\boot.ini', '_.._boot.ini'],
    ['a"; filename="b.html', 'a__ filename=_b.html'],
    ['x\r\nSet-Cookie: a=b', 'xSet-Cookie_ a=b'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['nul', '_nul'],
    ['CON.txt', '_CON.txt'],
    ['.bashrc', 'bashrc'],
    ['  spaces  .txt. ', 'spaces .txt'],
    ['Grüße 春.pdf', 'Grüße 春.pdf'],
    ['\0\x07', ''],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(116)}.pdf`],
  ]
  for (const [given, safe] of names)
    test(`called ${JSON.stringify(given).slice(0, 40)} is saved as ${safe.slice(0, 40)}`, () =>
      assert.equal(safeName(given), safe))

  test('has both names in its header (RFC 6266)', () => {
    assert.equal(attachment('a.pdf'), 'attachment; filename="a.pdf"')
    assert.equal(
      attachment('Grüße (1).pdf'),
      'attachment; filename="Gr__e (1).pdf"; filename*=UTF-8\'\'Gr%C3%BC%C3%9Fe%20%281%29.pdf',
    )
    assert.equal(attachment(''), 'attachment; filename="file.bin"')
  })

  const active: [type: string, name: string, saved: string][] = [
    ['text/html', 'filename=page.html', 'page.html'],
    ['image/svg+xml', 'filename="x.svg"', 'x.svg'],
    ['application/javascript', "filename*=utf-8''e%2Fvil.js", 'e_vil.js'],
    ['text/xml', 'filename*0="long "; filename*1="name.xml"', 'long name.xml'],
    ['application/pdf', '', 'part-2.bin'],
  ]
  for (const [type, name, saved] of active) {
    test(`of type ${type} is saved and never shown`, async () => {
      const { id } = await framed(
        related('<p>x', `Content-Type: ${type}\r\nContent-Disposition: inline; ${name}\r\n\r\n<script>alert(1)</script>`),
      )
      const { status, headers, text } = await ask(web.port, `/api/v1/mails/${id}/parts/2`)
      assert.equal(status, 200)
      assert.equal(text, '<script>alert(1)</script>')
      assert.equal(headers['content-disposition'], `attachment; filename="${saved}"`)
      assert.equal(headers['content-type'], 'application/octet-stream')
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.match(String(headers['content-security-policy']), /^sandbox; default-src 'none'/)
    })
  }

  test('is found by its number, and no other', async () => {
    const { id } = await framed(related('<p>x'))
    for (const number of ['0', '3', '1.1', 'x', '1e0', '__proto__']) {
      assert.equal((await ask(web.port, `/api/v1/mails/${id}/parts/${number}`)).status, 404, number)
    }
  })
})

describe('the tree of parts', () => {
  test('is numbered as IMAP does, with decoded sizes', () => {
    const inner =
      'Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>\r\n--c--'
    const file = `Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n${png}`
    const mail = takeApart(
      Buffer.from(['Content-Type: multipart/mixed; boundary=b\r\n\r\n--b', inner, '--b', file, '--b--'].join('\r\n'), 'latin1'),
    )
    assert.deepEqual(
      partRows(mail).map(({ number, depth, type, size, encoding, charset, name }) => [
        number,
        depth,
        type,
        size,
        encoding,
        charset,
        name,
      ]),
      [
        ['', 0, 'multipart/mixed', mail.structure.root.end - mail.structure.root.start, '7bit', '', ''],
        ['1', 1, 'multipart/alternative', partRows(mail)[1]?.size, '7bit', '', ''],
        ['1.1', 2, 'text/plain', 4, 'quoted-printable', 'utf-8', ''],
        ['1.2', 2, 'text/html', 3, '7bit', '', ''],
        ['2', 1, 'image/png', 70, 'base64', '', 'a.png'],
      ],
    )
    assert.equal(fileOf(mail, '2')?.octets.length, 70)
    assert.equal(fileOf(mail, '1'), null)
  })

  test('has an end', () => {
    const wide = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c--\r\n'.repeat(20_000)}`
    assert.ok(partRows(takeApart(Buffer.from(wide))).length <= 500)
  })
})

test('who opened the text of which mail is told to the admins of its team, once a day; in a team of one nothing is', async () => {
  const { teamId, slug } = await newTeam()
  const [admin, member] = [await newMember(teamId, 'admin'), await newMember(teamId, 'viewer')]
  const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
  const read = async () => (await auditOf({ teamId, list: 'read' })).entries
  const ways = ['?tab=mail', '?tab=source', '/print?chosen=1&text=on']
  const opened = async (path: string) => assert.equal((await newVisitor(web.port, member.cookie).get(path)).status, 200, path)
  for (const way of [...ways.map((one) => `/mail/ID${one}`), '/api/v1/mails/ID/raw', '/api/v1/mails/ID/parts/1']) {
    const id = await arrived(address)
    await reported(address, id)
    for (const path of [`/mail/${id}`, `/mail/${id}/print`, `/api/v1/mails/${id}`]) await opened(path)
    assert.ok(!(await read()).some(({ mailId }) => mailId === id), 'a report is no text')
    for (const _ of [1, 2]) await opened(way.replace('ID', id))
    const lines = (await read()).filter(({ mailId }) => mailId === id)
    assert.deepEqual(
      lines.map(({ action, by, subject }) => [action, by, subject]),
      [['mail.opened', member.email, address.email]],
      way,
    )
  }
  assert.deepEqual((await auditOf({ teamId })).entries, [])
  const { text } = await newVisitor(web.port, admin.cookie).get(`/team/${slug}/settings/audit?list=read`)
  assert.ok(text.includes(member.email) && text.includes('opened the text of a mail'))
  const alone = await issueAddress({ teamId: member.teamId, domain: 'seedbed.localhost' })
  await opened(`/mail/${await arrived(alone.address)}?tab=source`)
  assert.deepEqual((await auditOf({ teamId: member.teamId, list: 'read' })).entries, [])
})
