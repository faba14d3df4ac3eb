/** Mails that come as a file: what computers did to them, and what nobody saw. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { looksLikeMail, mailOfFile } from '#checks/records/file.ts'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import { reportSchema } from '#checks/report.ts'
import type { WitnessedSession } from '#checks/subject.ts'
import { compose, inOrder, receivedAt, sender, sign } from '../helpers/mails.ts'
import { netOf } from '../helpers/zone.ts'

const octets = (text: string) => Buffer.from(text, 'latin1')
const read = (text: string) => {
  const { raw, ...rest } = mailOfFile(octets(text), receivedAt)
  return { ...rest, text: Buffer.from(raw).toString('latin1') }
}

describe('a file is read as it was sent', () => {
  const rows: [title: string, file: string, sent: string][] = [
    ['with CR LF it stays', 'A: b\r\n\r\nhi\r\n', 'A: b\r\n\r\nhi\r\n'],
    ['with LF alone it gets CR LF', 'A: b\n\nhi\n', 'A: b\r\n\r\nhi\r\n'],
    ['an LF among lines with CR LF stays', 'A: b\r\n\r\nhi\nyou\r\n', 'A: b\r\n\r\nhi\nyou\r\n'],
    ['a CR LF among lines with LF does not double', 'A: b\n\r\nhi\n', 'A: b\r\n\r\nhi\r\n'],
    ['without the line of a mailbox', 'From a@b Sat Nov 21 10:00:00 2026\nA: b\n\nhi', 'A: b\r\n\r\nhi'],
    ['without a byte order mark', '\u00ef\u00bb\u00bfA: b\r\n\r\nhi', 'A: b\r\n\r\nhi'],
    ['without empty lines on top', '\n \n\nA: b\n\nhi', 'A: b\r\n\r\nhi'],
  ]
  for (const [title, file, sent] of rows) test(title, () => assert.equal(read(file).text, sent))
})

describe('only the header is there', () => {
  const rows: [title: string, file: string, only: boolean][] = [
    ['when nothing follows it', 'From: a@b.example\nSubject: x', true],
    ['when it ends with its last line', 'From: a@b.example\r\nSubject: x\r\n', true],
    ['not when an empty line ends it: then the body is empty', 'From: a@b.example\r\n\r\n', false],
    ['not when there is a body', 'From: a@b.example\n\nhi', false],
  ]
  for (const [title, file, only] of rows) test(title, () => assert.equal(read(file).headersOnly, only))
})

describe('a file was received', () => {
  const of = (date: string) =>
    read(
      `Received: from a.example by b.example; ${date}\r\nReceived: from x by a.example; Mon, 1 Jun 2026 10:00:00 +0000\r\n\r\n`,
    )
  test('when its newest Received field says', () =>
    assert.equal(of('Fri, 20 Nov 2026 11:00:00 +0100').receivedAt, '2026-11-20T10:00:00.000Z'))
  test('when it was brought, where that lies in the future', () =>
    assert.equal(of('Fri, 20 Nov 2027 11:00:00 +0100').receivedAt, receivedAt))
  test('when it was brought, where nothing can be read', () => assert.equal(of('long ago').receivedAt, receivedAt))
})

describe('is it a mail?', () => {
  const rows: [title: string, file: string, mail: boolean][] = [
    ['header and body', 'From: a@b.example\n\nhi', true],
    ['a header in any case', 'SUBJECT: x\n', true],
    ['prose with a colon', 'Dear Sir,\nNote: this is no mail.\n', false],
    ['a table', 'email,status\na@b.example,5.1.1\n', false],
    ['nothing', '', false],
    ['header lines after 64 KB of other text', `${'lorem ipsum\n'.repeat(6000)}From: a@b.example\n`, false],
  ]
  for (const [title, file, mail] of rows) test(title, () => assert.equal(looksLikeMail(octets(file)), mail))
})

interface Judging {
  session?: WitnessedSession
  mailFrom?: string
}

async function judged(file: string, { session, mailFrom }: Judging = {}) {
  const { headersOnly, ...mail } = mailOfFile(octets(file), receivedAt)
  const subject = await gather({
    ...mail,
    session: session ?? null,
    envelope: { mailFrom: mailFrom ?? null, rcptTo: null },
    receiverName: 'mx.seed.example',
    ...(headersOnly && { headersOnly }),
  })
  const report = reportSchema.parse(await judgeMail(subject, netOf(inOrder)))
  const outcome = (id: string) =>
    report.findings.filter((one) => one.id === id).map(({ verdict, code }) => `${verdict} ${code}`)[0]
  return { report, outcome }
}

const told: WitnessedSession = {
  told: true,
  peerAddress: sender,
  helo: 'mail.acme.com',
  extended: true,
  tls: null,
  tlsOffered: false,
}
const signed = await sign(compose())

describe('what nobody saw', () => {
  test('is left open, and nothing of it is a finding', async () => {
    const { report, outcome } = await judged(signed)
    assert.deepEqual(
      [outcome('spf-result'), outcome('fcrdns'), outcome('line-endings')],
      ['unknown temperror', 'unknown lookup-failed', 'unknown not-parsed'],
    )
    assert.equal(outcome('tls-sender'), 'info no-session')
    assert.deepEqual([report.authentication?.dkim[0]?.result, report.authentication?.dmarc.result], ['pass', 'pass'])
  })
  test('is judged as told when it is told', async () => {
    const { report, outcome } = await judged(signed, { session: told, mailFrom: 'bounce@acme.com' })
    assert.deepEqual(
      [outcome('spf-result'), outcome('fcrdns'), outcome('helo-syntax')],
      ['pass pass', 'pass confirmed', 'pass fqdn'],
    )
    assert.equal(report.authentication?.spf.result, 'pass')
  })
  test('is still left open where it cannot be told', async () => {
    const { outcome } = await judged(signed, { session: told, mailFrom: 'bounce@acme.com' })
    assert.deepEqual([outcome('tls-sender'), outcome('line-endings')], ['info no-session', 'unknown not-parsed'])
    for (const id of ['hop-delay', 'received-chain', 'sender-session']) assert.equal(outcome(id), 'unknown no-session', id)
  })
  test('of the name it gave, when only its address is told', async () => {
    const { outcome } = await judged(signed, { session: { ...told, helo: '' }, mailFrom: 'bounce@acme.com' })
    for (const id of ['helo-syntax', 'helo-resolves', 'helo-ptr-match']) assert.match(outcome(id) ?? '', /^unknown /, id)
    assert.equal(outcome('fcrdns'), 'pass confirmed')
  })
})

describe('a signature', () => {
  test('holds in a file with other line ends', async () => {
    const { report } = await judged(signed.replaceAll('\r\n', '\n'))
    assert.equal(report.authentication?.dkim[0]?.result, 'pass')
  })
  test('is left open where the body is missing, and so is what stands on it', async () => {
    const { report, outcome } = await judged(signed.slice(0, signed.indexOf('\r\n\r\n')))
    assert.deepEqual([report.authentication?.dkim[0]?.result, report.authentication?.dmarc.result], ['temperror', 'temperror'])
    assert.match(outcome('dmarc-result') ?? '', /^unknown /)
    assert.equal(report.findings.find(({ id }) => id === 'dkim-signature')?.verdict === 'fail', false)
    for (const id of ['plain-text-part', 'mime-structure', 'charset', 'line-length']) assert.equal(outcome(id), undefined, id)
    assert.match(outcome('header-from') ?? '', /^pass /)
    assert.equal(report.headersOnly, true)
  })
})
