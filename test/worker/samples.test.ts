import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTransport } from 'nodemailer'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import type { Report } from '#checks/report.ts'
import { openNet } from '#net/open.ts'
import { type SampleKind, sampleKinds } from '#worker/queue.ts'
import { sampleMail } from '#worker/samples/mails.ts'
import { serveSamples } from '#worker/samples/serve.ts'
import { senders, zone } from '#worker/samples/zone.ts'
import { netOf } from '../helpers/zone.ts'

const recipient = 'k7qm-2xr9-v4tn-8hzp@seedbed.localhost'

async function subjectOf(kind: SampleKind) {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message, envelope } = await transport.sendMail(sampleMail(kind, recipient))
  assert.ok(Buffer.isBuffer(message))
  const { address, helo } = senders[kind]
  const tls = kind === 'usual-mistakes' ? null : { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' }
  return gather({
    raw: message,
    receivedAt: new Date().toISOString(),
    session: { peerAddress: address, helo, extended: true, tls, tlsOffered: true },
    envelope: { mailFrom: envelope.from || null, rcptTo: recipient },
    receiverName: 'seedbed.localhost',
  })
}

const reportOf = async (kind: SampleKind): Promise<Report> => judgeMail(await subjectOf(kind), netOf(zone))
const codesOf = ({ findings }: Report) => Object.fromEntries(findings.map(({ id, code }) => [id, code]))

const expected: [kind: SampleKind, title: string, codes: Record<string, string>][] = [
  [
    'in-order',
    'passes by SPF and DKIM, and can be left with one click',
    { 'dmarc-result': 'pass-both', 'list-unsubscribe-one-click': 'complete' },
  ],
  [
    'usual-mistakes',
    'is signed by another, softly refused by its own list, and cannot be left',
    {
      'spf-result': 'softfail',
      'dkim-alignment': 'unaligned',
      'dkim-key-length': 'short',
      'dmarc-policy': 'none',
      'tls-sender': 'plaintext',
      'plain-text-part': 'missing',
      'list-unsubscribe': 'missing',
    },
  ],
  [
    'forged',
    'is what its domain asks to reject',
    { 'dmarc-result': 'fail-reject', 'spf-result': 'fail', 'dkim-signature': 'missing' },
  ],
]

describe('the sample mail', () => {
  for (const [kind, title, codes] of expected) {
    test(`${kind} ${title}`, async () => {
      const found = codesOf(await reportOf(kind))
      assert.deepEqual(Object.fromEntries(Object.keys(codes).map((id) => [id, found[id]])), codes)
    })
  }

  test('in order has nothing to repair', async () => {
    const { findings, score } = await reportOf('in-order')
    assert.deepEqual(
      findings.filter(({ verdict }) => verdict === 'warn' || verdict === 'fail').map(({ id, code }) => `${id} ${code}`),
      [],
    )
    assert.equal(score, 10)
  })

  test('that is worse has a lower score', async () => {
    const scores = await Promise.all(sampleKinds.map(async (kind) => (await reportOf(kind)).score ?? Number.NaN))
    assert.deepEqual(
      scores.toSorted((one, other) => other - one),
      scores,
      `${sampleKinds} score ${scores}`,
    )
  })
})

test('a worker answers for the sample names itself, and asks nobody else about them', async () => {
  const served = await serveSamples()
  try {
    const { findings, questions } = await judgeMail(await subjectOf('in-order'), openNet())
    // Of an address inside this network no list says anything, so the receivers' answers are not all known.
    const apart = ['reputation', 'receivers']
    // Neither are its web pages, and nobody has asked for its links.
    const alone = ['ip-family', 'sender-session', 'unsubscribe-host', 'link-broken']
    const silent = findings.filter(({ verdict, section, id }) => {
      return verdict === 'unknown' && !apart.includes(section) && !alone.includes(id)
    })
    assert.deepEqual(
      silent.map(({ id, code }) => `${id} ${code}`),
      [],
    )
    assert.ok(questions.length > 0)
  } finally {
    await served.close()
  }
})
