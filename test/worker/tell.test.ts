/** Alerts in words: a mail, a digest, a chat. What DNS says stays what it is in each. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { env } from '#env'
import { bodyOf, chatOf, digestOf, mailOf, type Told, textOf } from '#worker/monitoring/tell.ts'
import { alertToldSchema } from '../../app/channels/told.ts'

const say = (text: string) => ({ text, strings: [text], values: [] })
const to = { teamId: '0193a000-0000-7000-8000-000000000001', name: 'On duty' }
const alert = (subject: string, what: string, event: Told['event'] = 'opened', id = `${subject} ${what}`): Told => ({
  ...{ id: `${id} ${event}`, event, isHeld: false },
  alert: {
    ...{ id, kind: 'failing', subjectKind: 'domain', subject, checkId: 'spf-record', code: 'missing', scanId: null, mail: null },
    says: { what: say(what), cause: say('Receivers use neither.'), step: say('Keep one.') },
    since: new Date('2026-11-20T09:14:00Z'),
  },
})

describe('a mail', () => {
  test('names what, since when, why and the first step', () => {
    const { subjectHeader, text } = mailOf(alert('acme.com', 'There are two SPF records.'), to)
    assert.equal(subjectHeader, 'acme.com: There are two SPF records')
    assert.match(text, /There are two SPF records\.\nSince 2026-11-20 09:14 UTC\.\nWhy it matters: .*\nFirst step: Keep one\.\n/)
    assert.match(text, /\/team\/0193a000-[\w-]+\/alerts\n.*On duty/s)
  })
  test('takes no line and no header of what DNS says', () => {
    const { subjectHeader, text } = mailOf(alert('acme.com', 'It says x\r\nBcc: all@acme.com\n\nHello\u2028you'), to)
    assert.doesNotMatch(subjectHeader, /[\r\n]/)
    assert.doesNotMatch(text, /^(Bcc|Hello|you)/m)
    assert.ok(mailOf(alert('acme.com', 'x'.repeat(5000)), to).subjectHeader.length <= 200)
  })
})

describe('a digest', () => {
  test('says in its first line how much, then what is so now, a domain at a time, then what is over', () => {
    const { subjectHeader, text } = digestOf(
      [
        alert('acme.com', 'SPF is gone.'),
        alert('acme.net', 'Port 25 is closed.'),
        alert('acme.com', 'Two MX are the same.'),
        alert('acme.net', 'The rule is back.', 'recovered'),
      ],
      to,
    )
    assert.equal(subjectHeader, 'Seedbed: 3 new, 1 over, of 2 domains')
    assert.match(
      text,
      /acme\.com\n\* SPF is gone.*\n {2}First step: Keep one\.\n.*\n\* Two MX.*\n\nacme\.net\n\* Port 25.*\n\nOver:\n\* acme\.net: The rule is back\n/s,
    )
  })
  test('counts hosts and addresses as what they are', () => {
    const host = alert('mx.acme.com', 'Port 25 is closed.')
    host.alert.subjectKind = 'host'
    assert.equal(digestOf([host], to).subjectHeader, 'Seedbed: 1 new, of 1 thing watched')
    assert.equal(JSON.parse(bodyOf(host, to, new Date())).data.subjectKind, 'host')
  })
  test('tells what began and is over in one day as over only', () => {
    const both = [alert('acme.com', 'SPF is gone.'), alert('acme.com', 'SPF is gone.', 'recovered')]
    const { subjectHeader, text } = digestOf(both, to)
    assert.equal(subjectHeader, 'Seedbed: 1 over, of 1 domain')
    assert.equal(text.match(/SPF is gone/g)?.length, 1)
  })
  test('of a bad day is still read: so many lines, and where the others are', () => {
    const many = Array.from({ length: 900 }, (_, n) => alert(`d${Math.floor(n / 9)}.example`, `Check ${n} fails.`))
    const over = Array.from({ length: 90 }, (_, n) => alert('acme.com', `Check ${n} passes.`, 'recovered'))
    const { subjectHeader, text } = digestOf([...many, ...over], to)
    assert.equal(subjectHeader, 'Seedbed: 900 new, 90 over, of 101 domains')
    assert.match(text, /\* and 4 more\n/)
    assert.match(text, /And 720 more: http.*\/alerts\n/)
    assert.match(text, /\* and 50 more: http.*list=recovered/)
    assert.ok(text.split('\n').length < 450, String(text.split('\n').length))
  })
})

test('a chat takes no link, no call and no mark of what DNS says', () => {
  const { text } = JSON.parse(chatOf(textOf(alert('acme.com', '<!channel> <https://evil.example|Log in> & @here'), to)))
  assert.ok(text.includes('&lt;!channel&gt; &lt;https://evil.example|Log in&gt; &amp;'))
  assert.doesNotMatch(text, /@here|<!|<http/)
})

describe('the mail an alert is known from', () => {
  const mailId = '0193a000-0000-7000-8000-0000000000aa'
  const known = (subjectHeader: string): Told => {
    const told = alert('198.51.100.7', 'It is on a list.')
    const mail = { id: mailId, projectId: 'p', subjectHeader, address: 'k7wm@seedbed.example' }
    return { ...told, alert: { ...told.alert, kind: 'listed', mail } }
  }
  const read = (told: Told) => alertToldSchema.parse(JSON.parse(bodyOf(told, to, new Date()))).data.mail
  const line = (text: string) => text.split('\n').find((one) => one.includes('Known from')) ?? ''
  const inMail = (told: Told) => line(mailOf(told, to).text)
  const inChat = (told: Told) => line(JSON.parse(chatOf(textOf(told, to, 'chat'))).text)

  test('is told with its subject and address, and where to read it, by mail, webhook, chat and digest', () => {
    const told = known('Our November offer')
    const page = `${env.BASE_URL}/mail/${mailId}`
    const says = `Known from the mail “Our November offer” to k7wm@seedbed.example: ${page}`
    assert.equal(inMail(told), says)
    assert.equal(inChat(told), says.replace('@', '@\u200b'))
    assert.equal(line(digestOf([told], to).text).trim(), says)
    assert.deepEqual(read(told), { subject: 'Our November offer', recipient: 'k7wm@seedbed.example', page })
    assert.match(inMail(known('')), /Known from a mail without a subject to/)
  })
  test('is told nowhere when it may not be, nor once the alert is over', () => {
    const silent = alert('acme.com', 'SPF is gone.')
    assert.equal(line(mailOf(silent, to).text) + line(digestOf([silent], to).text) + inChat(silent), '')
    assert.equal(read(silent), null)
    assert.equal(inMail({ ...known('x'), event: 'recovered' }), '')
  })
  const hostile: [title: string, subject: string, told: string][] = [
    ['line ends and controls', 'a\r\nBcc: x@evil.example\u2028\u0000b\u001b[31m', 'a Bcc: x@evil.example b [31m'],
    ['what turns the direction of writing, or cannot be seen', 'in\u202evoice\u200b\u2066.exe', 'invoice.exe'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['too much of it', 'x'.repeat(70_000), `${'x'.repeat(150)}…`],
  ]
  for (const [title, subject, expected] of hostile)
    test(`is on one line, without ${title}`, () => assert.equal(read(known(subject))?.subject, expected))
  const traps = [
    'https://evil.example/login',
    'evil.example',
    'me@evil.example',
    '<!channel> <https://evil.example|Log in> @here',
    '*bold* _it_ ~no~ `code` :tada: #general',
    '[Log in](http://evil.example) ![](x)',
    '”: https://evil.example “',
  ]
  for (const trap of traps)
    test(`makes no link and no mark of ${trap}`, () => {
      const [mail, chat] = [inMail(known(trap)), inChat(known(trap))]
      for (const text of [mail, chat]) {
        assert.doesNotMatch(text, /evil\.example|:\/\/evil|@evil|@here/)
        assert.equal(text.match(/[“”]/g)?.length, 2)
      }
      const [, quoted = ''] = /“(.*)”/.exec(chat) ?? []
      assert.doesNotMatch(quoted, /[*_~`[\]()#|!<>]|:\w/)
      // In no header of ours.
      assert.doesNotMatch(mailOf(known(trap), to).subjectHeader, /evil|bold|Log in/)
    })
})

test('a digest of a pause says that it is one', () => {
  const held = { ...alert('acme.com', 'SPF is gone.'), isHeld: true }
  assert.match(digestOf([held], to).text, /^While this channel was paused: 1 new, of 1 domain\.\n/)
})
