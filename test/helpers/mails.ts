/** Mails and zones that the tests of the checks start from: a domain in order, and ways to sign, send and spoil its mails. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { gather, type Received } from '#checks/gather.ts'
import type { Finding } from '#checks/check.ts'
import { mailSections } from '#checks/index.ts'
import type { Net } from '#checks/net.ts'
import { isSpf, readSpf } from '#checks/records/spf.ts'
import { runChecks } from '#checks/run.ts'
import type { SpokenLine, TestMail } from '#checks/subject.ts'
import { listsInOrder } from './lists.ts'
import { recordsOf } from './outcome.ts'
import { netOf, type Zone } from './zone.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed25519 = generateKeyPairSync('ed25519')
const der = rsa.publicKey.export({ type: 'spki', format: 'der' })

export const keyRecord = `v=DKIM1; k=rsa; p=${der.toString('base64')}`
export const ed25519Record = `v=DKIM1; k=ed25519; p=${ed25519.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')}`
export const otherRecord = `v=DKIM1; k=rsa; p=${other.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

/** The private half of `keyRecord`. */
export const signingKey = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A public address; those for documentation count as private. */
export const sender = '93.184.215.20'
export const receivedAt = '2026-11-21T10:00:00.000Z'

/** acme.com, in order. */
export const inOrder: Zone = {
  'acme.com TXT': `v=spf1 ip4:${sender} ~all`,
  'acme.com MX': '10 mail.acme.com',
  'acme.com A': '93.184.215.80',
  'mail.acme.com A': sender,
  'mail.acme.com TXT': 'v=spf1 a -all',
  '_dmarc.acme.com TXT': 'v=DMARC1; p=reject; rua=mailto:dmarc@acme.com',
  's1._domainkey.acme.com TXT': keyRecord,
  'e1._domainkey.acme.com TXT': ed25519Record,
  '20.215.184.93.in-addr.arpa PTR': 'mail.acme.com',
  ...listsInOrder,
}

/** The zone with some entries replaced, or taken away (undefined). */
export function zoneWith(changes: Record<string, Zone[string] | undefined>, zone: Zone = inOrder): Zone {
  const entries = Object.entries({ ...zone, ...changes })
  return Object.fromEntries(entries.filter((entry): entry is [string, Zone[string]] => entry[1] !== undefined))
}

export const headers = {
  From: 'Acme News <news@acme.com>',
  To: 'you@seed.example',
  Subject: 'Spring sale',
  Date: 'Sat, 21 Nov 2026 09:59:30 +0000',
  'Message-ID': '<1.spring@acme.com>',
  'MIME-Version': '1.0',
  'Content-Type': 'text/plain; charset=utf-8',
}

/** A mail from header fields (undefined: left out) and a body. */
export function compose(
  changes: Record<string, string | undefined> = {},
  body = 'Hello, this is our spring sale.\r\nCome and see.\r\nTo unsubscribe, write to leave@acme.com.\r\n',
): string {
  const fields = Object.entries({ ...headers, ...changes }).filter((field): field is [string, string] => field[1] !== undefined)
  return `${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}

export interface Signing {
  domain?: string
  selector?: string
  algorithm?: 'rsa-sha256' | 'rsa-sha1' | 'ed25519-sha256'
  canonicalization?: string
  /** Fields to sign. */
  fields?: string
  /** As ISO 8601. */
  at?: string
  expires?: string
  maxBodyLength?: number
  identity?: string
}

/** The mail with a DKIM signature on top. */
export async function sign(mail: string, signing: Signing = {}): Promise<string> {
  const { domain = 'acme.com', selector = 's1', algorithm = 'rsa-sha256', canonicalization = 'relaxed/relaxed' } = signing
  const { privateKey } = algorithm === 'ed25519-sha256' ? ed25519 : rsa
  const who = { signingDomain: domain, selector, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  const what = {
    ...(signing.maxBodyLength !== undefined && { maxBodyLength: signing.maxBodyLength }),
    ...(signing.fields && { headerList: signing.fields }),
    ...(signing.identity && { identity: signing.identity }),
  }
  const { signatures, errors } = await dkimSign(Buffer.from(mail, 'latin1'), {
    ...who,
    canonicalization,
    algorithm,
    signTime: new Date(signing.at ?? '2026-11-21T09:59:00Z'),
    ...(signing.expires && { expires: new Date(signing.expires) }),
    signatureData: [{ ...who, ...what }],
  })
  if (errors.length > 0) throw new Error(`not signed: ${JSON.stringify(errors)}`)
  return signatures + mail
}

/** What was said before the mail. */
const spoken: SpokenLine[] = [
  { from: 'server', line: '220 mx.seed.example ESMTP' },
  { from: 'client', line: 'EHLO mail.acme.com' },
  { from: 'server', line: '250-mx.seed.example' },
  { from: 'server', line: '250 PIPELINING' },
  { from: 'client', line: 'MAIL FROM:<bounce@acme.com>' },
  { from: 'client', line: 'RCPT TO:<you@seed.example>', ahead: true },
  { from: 'server', line: '250 2.1.0 OK' },
  { from: 'server', line: '250 2.1.5 OK' },
  { from: 'client', line: 'DATA' },
  { from: 'server', line: '354 Go ahead' },
]

/** How our receiver saw the mail come. */
export function received(raw: string | Uint8Array, changes: Partial<Received> = {}): Received {
  return {
    raw: typeof raw === 'string' ? Buffer.from(raw, 'latin1') : raw,
    receivedAt,
    session: {
      peerAddress: sender,
      helo: 'mail.acme.com',
      extended: true,
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      tlsOffered: true,
      transcript: spoken,
    },
    envelope: { mailFrom: 'bounce@acme.com', rcptTo: 'you@seed.example' },
    receiverName: 'mx.seed.example',
    ...changes,
  }
}

export async function gathered(raw: string | Uint8Array, changes: Partial<Received> = {}): Promise<TestMail> {
  return await gather(received(raw, changes))
}

/** What one check of the table of contents says about a mail in a world; silence caught as in a report. */
export async function ask(id: string, mail: TestMail, world: Zone | Net = inOrder): Promise<Finding> {
  const checks = mailSections.flatMap((section) => section.checks).filter((check) => check.id === id)
  const net = isNet(world) ? world : netOf(world)
  const [answered] = await runChecks([{ id: 'one', title: 'one', checks }], mail, net)
  if (!answered) throw new Error(`there is no check ${id}`)
  assertWellSaid(answered.finding)
  return answered.finding
}

/** Bad news has evidence and something to do; a heading states the outcome; a record can be published as it stands. */
export function assertWellSaid(finding: Finding): void {
  const { verdict, evidence, explanation } = finding
  assert.match(explanation.text, /^[^!?]+\.$/)
  if (verdict !== 'warn' && verdict !== 'fail') return
  assert.ok(evidence.length > 0, 'bad news shows what was seen')
  assert.ok(finding.fix.say.text.length > 10 && finding.fix.why.text.length > 10)
  for (const { name, value } of recordsOf(finding)) {
    assert.doesNotMatch(`${name} ${value}`, /[<>…]|undefined/)
    if (isSpf(value)) assert.ok(readSpf(value).valid, value)
  }
}

function isNet(world: Zone | Net): world is Net {
  return 'dns' in world && typeof world.questions === 'function'
}
