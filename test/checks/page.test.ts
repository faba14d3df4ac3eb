import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Received } from '#checks/gather.ts'
import { readPage } from '#checks/facts/page.ts'
import { clientSupport } from '#checks/records/client-support.ts'
import { readColour, readDeclarations, readLength, readSheet } from '#checks/records/css.ts'
import { htmlLimits } from '#checks/records/html.ts'
import { languageOf } from '#checks/records/languages.ts'
import { ask, compose, gathered, inOrder } from '../helpers/mails.ts'
import { netOf, type World } from '../helpers/zone.ts'

type Row = [title: string, verdict: string, code: string, mail: string, more?: { changes?: Partial<Received>; world?: World }]

const html = (body: string, changes: Record<string, string | undefined> = {}) =>
  compose({ 'Content-Type': 'text/html; charset=utf-8', ...changes }, body)
const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const page = (body: string, head = '') => html(`<!doctype html><html><head>${head}</head><body>${body}</body></html>`)
const words = 'Our spring sale begins today, with flowers, garden tools and seeds for everybody who has a garden. '
const img = (attributes = 'alt="a"') => `<img src="https://acme.com/a.png" ${attributes}>`
const related = (part: string, id: string) =>
  compose(
    { 'Content-Type': 'multipart/related; boundary=b' },
    `--b\r\nContent-Type: text/html\r\n\r\n${part}\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <${id}>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n`,
  )
/** More than is read. */
const endless = html(`<p>${words}</p>${'<b>x</b>'.repeat(htmlLimits.elements + 10)}`)
const nested = compose(
  { 'Content-Type': 'multipart/mixed; boundary=b0' },
  Array.from({ length: 30 }, (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n\r\n`).join(''),
)
const asked = (world: World = {}) => ({ changes: { terms: { images: true as const } }, world })
const site = (one: NonNullable<World['https']>[string]) => ({ https: { 'https://acme.com/a.png': one } })
const picture = { type: 'image/png', body: 'x'.repeat(2000) }

const tables: Record<string, Row[]> = {
  preheader: [
    ['a hidden sentence first', 'pass', 'present', page(`<div style="display:none">See what is new.</div><p>${words}</p>`)],
    ['the first visible sentence', 'pass', 'present', page(`<p>${words}</p>`)],
    ['view in browser', 'info', 'technical', page('<a href="https://acme.com/v">View this email in your browser</a>')],
    ['a German one', 'info', 'technical', page('<p>Wird diese Nachricht nicht richtig angezeigt?</p>')],
    ['an address', 'info', 'technical', page('<p>https://acme.com/spring</p>')],
    ['an alternative text', 'info', 'technical', page('<img src="https://acme.com/a.png" alt="Acme logo">')],
    ['nothing', 'info', 'missing', page(img('alt=""'))],
    ['plain text', 'info', 'no-html', compose()],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
  'html-size': [
    ['a small one', 'pass', 'small', page(`<p>${words}</p>`)],
    ['close to the cut', 'warn', 'near', html('x'.repeat(95 * 1024))],
    ['just as long as is shown', 'warn', 'near', html('x'.repeat(104_448))],
    ['past the cut', 'fail', 'clipped', html('x'.repeat(104_449))],
    ['plain text', 'info', 'no-html', compose()],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
  'message-size': [
    ['small', 'pass', 'small', compose()],
    ['five MiB', 'warn', 'large', compose({}, 'x'.repeat(5 * 1024 * 1024))],
    ['over twenty', 'fail', 'oversized', compose({}, 'x'.repeat(20 * 1024 * 1024))],
  ],
  'html-validity': [
    ['a sound page', 'pass', 'clean', page(`<table><tr><td>${words}</td></tr></table>`)],
    ['no doctype, which nobody needs', 'pass', 'clean', html('<html><body><p>x</p></body></html>')],
    ['conditional comments', 'pass', 'clean', page('<!--[if mso]><table><![endif]--><p>x</p><![if !mso]>y<![endif]>')],
    ['an attribute twice', 'info', 'minor', page('<p class="a" class="b">x</p>')],
    ['many mistakes', 'warn', 'broken', page('<p class="a" class="b">x</p>'.repeat(12))],
    ['an open table', 'warn', 'broken', page('<table><tr><td>x')],
    ['a body in the body', 'warn', 'broken', page('<p>x</p><body bgcolor="#fff">')],
    ['plain text', 'info', 'no-html', compose()],
    ['too much to be read', 'unknown', 'not-parsed', endless],
  ],
  'html-active': [
    ['nothing', 'pass', 'none', page(`<p>${words}</p>`)],
    ['plain text', 'pass', 'none', compose()],
    ['a form', 'warn', 'form', page('<form action="https://acme.com/s"><input type="text"></form>')],
    [
      'a style sheet elsewhere',
      'info',
      'external-style',
      page('<p>x</p>', '<link rel="stylesheet" href="https://acme.com/a.css">'),
    ],
    ['a script', 'fail', 'active', page('<script>1</script>')],
    ['facts for the mail program', 'pass', 'none', page('<script type="application/ld+json">{"@type":"Order"}</script>')],
    ['a script elsewhere', 'fail', 'active', page('<script type="application/ld+json" src="https://acme.com/a"></script>')],
    ['an event', 'fail', 'active', page('<p onmouseover="x()">x</p>')],
    ['an iframe', 'fail', 'active', page('<iframe src="https://acme.com"></iframe>')],
    ['an embedded object', 'fail', 'active', page('<object data="a.swf"></object>')],
    ['a page that moves on', 'fail', 'active', page('<p>x</p>', '<meta http-equiv="Refresh" content="0;url=https://acme.com">')],
    ['a base', 'fail', 'active', page('<p>x</p>', '<base href="https://acme.com">')],
    ['javascript: written with a tab', 'fail', 'active', page('<a href="java\tscript:x()">x</a>')],
    ['data:text/html', 'fail', 'active', page('<a href="data:text/html,x">x</a>')],
    ['too much to be read', 'unknown', 'not-parsed', endless],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
  'html-hidden-text': [
    ['none', 'pass', 'none', page(`<p>${words}</p>`)],
    ['a short preheader', 'pass', 'none', page(`<div style="display:none">See what is new.</div><p>${words}</p>`)],
    [
      'a preheader with its spacers',
      'pass',
      'none',
      page(`<div style="display:none">New.${'&zwnj;&nbsp;'.repeat(400)}</div><p>${words}</p>`),
    ],
    [
      'a block for phones',
      'pass',
      'none',
      page(
        `<p>x</p><div class="m">${words.repeat(4)}</div>`,
        '<style>.m{display:none}@media (max-width:600px){.m{display:block!important}}</style>',
      ),
    ],
    ['without display', 'warn', 'much', page(`<p>x</p><div style="display:none">${words.repeat(3)}</div>`)],
    ['by a rule', 'warn', 'much', page(`<p>x</p><div class="m">${words.repeat(3)}</div>`, '<style>.m{display:none}</style>')],
    ['without size', 'warn', 'much', page(`<p>x</p><div style="font-size:0">${words.repeat(3)}</div>`)],
    ['white on white', 'warn', 'much', page(`<p>x</p><div style="color:#fff">${words.repeat(3)}</div>`)],
    [
      'the colour of its table',
      'warn',
      'much',
      page(`<p>x</p><table bgcolor="#123456"><tr><td style="color:rgb(18, 52, 86)">${words.repeat(3)}</td></tr></table>`),
    ],
    ['without opacity', 'warn', 'much', page(`<p>x</p><div style="opacity:0">${words.repeat(3)}</div>`)],
    ['clipped', 'warn', 'much', page(`<p>x</p><div style="max-height:0;overflow:hidden">${words.repeat(3)}</div>`)],
    ['off the screen', 'warn', 'much', page(`<p>x</p><div style="text-indent:-9999px">${words.repeat(3)}</div>`)],
    ['zero-width characters between the words', 'warn', 'padding', page(`<p>x</p><p>${'&#8203;'.repeat(301)}</p>`)],
    ['too much to be read', 'unknown', 'not-parsed', endless],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
  'html-client-support': [
    [
      'plain things',
      'pass',
      'wide',
      page(`<table style="width:100%"><tr><td style="padding:4px;color:#333">${words}</td></tr></table>`),
    ],
    [
      'some that not all know',
      'info',
      'partial',
      page(`<div style="box-shadow:0 0 2px #000;padding:4px;gap:2px">${words}</div>`),
    ],
    [
      'hardly anything that works',
      'warn',
      'poor',
      page('<div style="position:sticky;filter:blur(2px);clip-path:circle(40%)"><video></video></div>'),
    ],
    ['plain text', 'info', 'no-html', compose()],
    ['too much to be read', 'unknown', 'not-parsed', endless],
  ],
  'html-dark-mode': [
    ['a meta element', 'pass', 'declared', page('<p>x</p>', '<meta name="color-scheme" content="light dark">')],
    ['a media query', 'pass', 'declared', page('<p>x</p>', '<style>@media (prefers-color-scheme: dark){p{color:#fff}}</style>')],
    ['a property', 'pass', 'declared', page('<p style="color-scheme:light dark">x</p>')],
    ['nothing', 'info', 'undeclared', page('<p>x</p>')],
    ['plain text', 'info', 'no-html', compose()],
    ['too much to be read', 'unknown', 'not-parsed', endless],
  ],
  'image-ratio': [
    ['text and pictures', 'pass', 'balanced', page(`<p>${words.repeat(6)}</p>${img().repeat(9)}`)],
    ['one picture for 200 characters', 'pass', 'balanced', page(`<p>${words.repeat(3)}</p>${img()}`)],
    ['a logo above a short text', 'pass', 'balanced', page(`<p>${words}</p>${img()}`)],
    ['more pictures than that', 'warn', 'heavy', page(`<p>${words}</p>${img().repeat(3)}`)],
    ['only pictures', 'fail', 'image-only', page(img().repeat(2))],
    ['a pixel is no picture', 'info', 'no-images', page(`<p>${words}</p>${img('width="1" height="1"')}`)],
    ['none', 'info', 'no-images', compose()],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
  'image-alt': [
    ['all have one', 'pass', 'all', page(`${img()}${img('alt=""')}`)],
    ['one has none', 'warn', 'some-missing', page(`${img()}${img('')}`)],
    ['none, and much text', 'warn', 'some-missing', page(`<p>${words.repeat(6)}</p>${img('')}`)],
    ['none, and hardly any text', 'fail', 'none', page(img('').repeat(2))],
    ['no pictures', 'info', 'no-images', page('<p>x</p>')],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
  'image-source': [
    ['a part of the mail', 'pass', 'ok', related('<img src="cid:logo@acme.com" alt="">', 'logo@acme.com')],
    ['a part that is not there', 'fail', 'broken', related('<img src="cid:other@acme.com" alt="">', 'logo@acme.com')],
    ['nobody asked', 'unknown', 'not-fetched', page(img()), { world: site(picture) }],
    ['http', 'warn', 'http', page('<img src="http://acme.com/a.png" alt="">')],
    ['in the address', 'info', 'data-uri', page('<img src="data:image/png;base64,iVBORw0KGgo=" alt="">')],
    ['no pictures', 'info', 'none', page('<p>x</p>')],
    ['asked, and there', 'pass', 'ok', page(img()), asked(site(picture))],
    ['asked, and gone', 'fail', 'broken', page(img()), asked(site({ status: 404 }))],
    ['asked, and no picture', 'fail', 'broken', page(img()), asked(site({ type: 'text/html', body: '<p>' }))],
    ['asked, and no such host', 'fail', 'broken', page('<img src="https://gone.invalid/a.png" alt="">'), asked()],
    ['asked, and its server fails', 'fail', 'broken', page(img()), asked(site({ status: 500 }))],
    ['asked, and refused', 'unknown', 'blocked-host', page(img()), asked(site({ status: 403 }))],
    ['asked, and not public', 'unknown', 'blocked-host', page(img()), asked(site({ silence: 'private' }))],
  ],
  'image-weight': [
    ['nobody asked', 'unknown', 'not-fetched', page(img())],
    ['no pictures', 'info', 'none', page('<p>x</p>')],
    ['a small part of the mail', 'pass', 'light', related('<img src="cid:logo@acme.com" alt="">', 'logo@acme.com')],
    ['asked, and light', 'pass', 'light', page(img()), asked(site(picture))],
    ['asked, and not all seen', 'unknown', 'not-fetched', page(img()), asked(site({ status: 503 }))],
    [
      'several that are heavy together',
      'info',
      'heavy',
      page(`${img()}<img src="https://acme.com/b.png" alt="">`),
      asked({
        https: {
          'https://acme.com/a.png': { ...picture, headers: { 'content-length': '900000' } },
          'https://acme.com/b.png': { ...picture, headers: { 'content-length': '900000' } },
        },
      }),
    ],
    [
      'one that is heavy',
      'warn',
      'very-heavy',
      page(img()),
      asked(site({ ...picture, headers: { 'content-length': '1500000' } })),
    ],
  ],
  'tracking-pixel': [
    ['none', 'pass', 'none', page(img())],
    ['a spacer', 'pass', 'none', page('<img src="https://acme.com/spacer.gif" width="1" height="1" alt="">')],
    ['one by one', 'info', 'present', page('<img src="https://t.acme.com/o?id=8f3a" width="1" height="1" alt="">')],
    ['a hidden one', 'info', 'present', page('<img src="https://t.acme.com/o/8f3a9c2b77" style="display:none" alt="">')],
    ['too much to be read', 'unknown', 'not-parsed', endless],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
  'postal-address': [
    ['an American one', 'pass', 'present', compose({}, 'Acme Inc.\r\n123 Garden Street, Suite 4\r\nPortland, OR 97201\r\n')],
    ['a German one', 'pass', 'present', page(latin('<p>Acme GmbH<br>Gartenstraße 12<br>10115 Berlin</p>'))],
    ['a British one', 'pass', 'present', compose({}, 'Acme Ltd, 12 Garden Road, London SW1A 1AA\r\n')],
    ['a Japanese one', 'pass', 'present', page(latin('<p>〒100-0001 東京都千代田区千代田1丁目1-1</p>'))],
    ['a letter', 'info', 'not-needed', compose()],
    ['a newsletter without', 'info', 'not-found', compose({ Precedence: 'bulk' })],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
  language: [
    [
      'declared as it is',
      'pass',
      'declared',
      html(`<html lang="en"><body><p>${words.repeat(2)} All our plants are for you and your garden.</p></body></html>`),
    ],
    ['declared in the header', 'pass', 'declared', compose({ 'Content-Language': 'en-GB' })],
    ['not declared', 'info', 'undeclared', compose()],
    [
      'declared as another',
      'info',
      'mismatch',
      html(
        latin(
          '<html lang="en"><body><p>Wir freuen uns, dass Sie unsere neuen Angebote für den Garten lesen, und haben auch für Sie die besten Preise mit dabei. Die Aktion ist nicht lange gültig.</p></body></html>',
        ),
      ),
    ],
    ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
  ],
}

for (const [id, rows] of Object.entries(tables)) {
  describe(id, () => {
    for (const [title, verdict, code, mail, { changes = {}, world = {} } = {}] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await ask(id, await gathered(mail, changes), netOf(inOrder, world))
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

describe('a page', () => {
  test('is text as its reader sees it, links with their text, and what is hidden with the reason', () => {
    const read = readPage(
      '<p>Hello <b>you</b></p><a href=" https://a.b/c ">Read <img alt="more" src="x"></a><i style="visibility:hidden">no</i>',
    )
    assert.equal(read.text, 'Hello you\nRead')
    assert.deepEqual(
      read.anchors.map(({ href, text }) => [href, text]),
      [['https://a.b/c', 'Read more']],
    )
    assert.deepEqual(
      read.hidden.map(({ text, why }) => [text, why]),
      [['no', 'visibility']],
    )
  })
  test('has samples of code apart', () => assert.equal(readPage('<p>Use <code>{{name}}</code> so</p>').prose, 'Use so'))
  const hostile: [title: string, html: string][] = [
    ['nested without end', '<div>'.repeat(300_000)],
    ['of a million elements', '<b>x</b>'.repeat(300_000)],
    ['with a tag of 100,000 attributes', `<a ${Array.from({ length: 100_000 }, (_, at) => `a${at}=1`).join(' ')}>x</a>`],
    ['with an attribute of megabytes', `<img src="${'x'.repeat(3_000_000)}">`],
    [
      'whose formatting is opened again and again',
      Array.from({ length: 300 }, (_, at) => `<b id=${at}>`).join('') + '<p>'.repeat(200_000),
    ],
    ['of tables in tables', '<table><tr><td>'.repeat(100_000)],
    ['that puts everything before its table', `<table>${'a<b></b>'.repeat(60_000)}`],
    ['of broken comments', '<!--'.repeat(200_000)],
    ['of mistakes', '<'.repeat(400_000)],
    ['with a style sheet that only opens', `<style>${'a{'.repeat(100_000)}</style>`],
    ['with a hundred thousand rules', `<style>${'a,b,c{color:red}'.repeat(100_000)}</style><p class="x">y`],
    ['with declarations without end', `<p style="${'a:b;'.repeat(300_000)}">x`],
  ]
  for (const [title, html] of hostile)
    test(`${title} is read as far as its limits`, () => assert.ok(readPage(html).text.length <= html.length))
})

describe('CSS', () => {
  test('has rules with what stands around them', () => {
    const { rules, atRules } = readSheet(
      '/* x */ @import "a.css"; .a, td.b > c { color: RED !important; } @media print { p { display: none } }',
    )
    assert.deepEqual(
      rules.map(({ selector, within }) => [selector, within]),
      [
        ['.a, td.b > c', []],
        ['p', ['@media print']],
      ],
    )
    assert.equal(rules[0]?.declarations.get('color'), 'red')
    assert.deepEqual(atRules, ['@import "a.css"', '@media print'])
  })
  test('has lengths in pixels', () =>
    assert.deepEqual(
      ['12px', '9pt', '2em', '50%', 'auto'].map((one) => readLength(one, 10)),
      [12, 12, 20, 5, undefined],
    ))
  test('has colours in one form', () =>
    assert.deepEqual(['#FFF', 'white', 'rgb(255,255,255)', 'rgba(0,0,0,0)', 'hsl(0 0% 0%)'].map(readColour), [
      '#ffffff',
      '#ffffff',
      '#ffffff',
      'transparent',
      undefined,
    ]))
  test('has the last of two declarations', () => assert.equal(readDeclarations('color:red;color:blue').get('color'), 'blue'))
})

describe('what mail programs support', () => {
  test('is known of many features, each once', () => {
    assert.ok(clientSupport.length > 150)
    assert.equal(new Set(clientSupport.map(([mark]) => mark)).size, clientSupport.length)
    for (const [mark, , percent] of clientSupport) assert.ok(percent >= 0 && percent <= 100, mark)
  })
})

describe('a language', () => {
  const texts: [language: string, text: string][] = [
    [
      'fr',
      'Nous sommes heureux de vous présenter les nouveautés de notre jardin pour cette saison, avec des offres qui sont faites pour vous et pas plus chères.',
    ],
    [
      'es',
      'Hola, tenemos para ti las mejores ofertas del jardín con una sorpresa más por tus compras, que puedes usar como quieras en los próximos días.',
    ],
    ['ja', '春のセールが始まりました。お花や道具をご覧ください。'],
    ['zh', '春季促销现已开始，欢迎选购鲜花和园艺工具。'],
    [
      'ru',
      'Мы рады, что вы с нами, и это как подарок для вас: все цветы на сайте по новым ценам, если вы не успели купить из каталога.',
    ],
  ]
  for (const [language, text] of texts) test(`${language} is recognised`, () => assert.equal(languageOf(text), language))
  test('of a few words is not guessed', () => assert.equal(languageOf('the sale and you'), undefined))
})
