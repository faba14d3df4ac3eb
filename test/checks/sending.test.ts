/** What a report keeps of how a mail was sent, and which service is recognised. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { serviceOfName } from '#checks/facts/sending-services.ts'
import type { Received } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import { type ReportSending, reportSchema } from '#checks/report.ts'
import { esp, from, session, signed, uploaded } from '../helpers/mail-rows.ts'
import { compose, gathered, inOrder, keyRecord, sender, zoneWith } from '../helpers/mails.ts'
import { netOf, servfail, silent, type Zone } from '../helpers/zone.ts'

async function sending(raw: string, zone: Zone = inOrder, changes: Partial<Received> = {}): Promise<ReportSending> {
  const report = reportSchema.parse(await judgeMail(await gathered(raw, changes), netOf(zone)))
  return report.sending ?? assert.fail()
}

const reverse = '20.215.184.93.in-addr.arpa PTR'
const origin = '20.215.184.93.origin.asn.cymru.com TXT'
const network: Zone = {
  [origin]: '64496 | 93.184.215.0/24 | US | arin | 2010-01-01',
  'AS64496.asn.cymru.com TXT': '64496 | US | arin | 2010-01-01 | ACME-AS, US',
}

test('how a mail was sent: who, from where, and who vouches for it', async () => {
  const { records, ...how } = await sending(await signed(), { ...inOrder, ...network })
  assert.deepEqual(how, {
    service: '',
    address: sender,
    network: 'AS64496 ACME-AS, US',
    helo: 'mail.acme.com',
    returnPath: 'acme.com',
    signers: [{ domain: 'acme.com', selector: 's1' }],
  })
  assert.deepEqual(records, [
    { name: 'acme.com', type: 'TXT', values: [`v=spf1 ip4:${sender} ~all`] },
    { name: '_dmarc.acme.com', type: 'TXT', values: ['v=DMARC1; p=reject; rua=mailto:dmarc@acme.com'] },
    { name: 's1._domainkey.acme.com', type: 'TXT', values: [keyRecord] },
    { name: 'acme.com', type: 'MX', values: ['10 mail.acme.com'] },
  ])
})

describe('the service is', () => {
  const sent = zoneWith({ [reverse]: 'o1.sendgrid.net', 'o1.sendgrid.net A': sender })
  const rows: Record<string, [service: string, zone?: Zone, changes?: Partial<Received>, raw?: Promise<string>]> = {
    'known by the name of the address, confirmed': ['SendGrid', sent],
    'not known by a name that does not lead back': ['', zoneWith({ [reverse]: 'o1.sendgrid.net' })],
    'not known by the name a server gives itself': ['', inOrder, session({ helo: 'o1.sendgrid.net' })],
    'known by a bounce address that is permitted': [
      'Mailgun',
      { ...inOrder, 'mailgun.org TXT': `v=spf1 ip4:${sender} -all` },
      from('b@mailgun.org'),
    ],
    'not known by a bounce address that is not': ['', { ...inOrder, 'mailgun.org TXT': 'v=spf1 -all' }, from('b@mailgun.org')],
    'known by a signature that stands': [
      'Brevo',
      { ...inOrder, 's1._domainkey.brevo.com TXT': keyRecord },
      {},
      signed({}, { domain: 'brevo.com' }),
    ],
    'known by where the key of a signature stands': [
      'Mailchimp',
      zoneWith({
        's1._domainkey.acme.com TXT': undefined,
        's1._domainkey.acme.com CNAME': 'dkim.mcsv.net',
        'dkim.mcsv.net TXT': keyRecord,
      }),
    ],
    'that which handed the mail over, not that which signed first': [
      'SendGrid',
      { ...sent, 's1._domainkey.brevo.com TXT': keyRecord },
      {},
      signed({}, { domain: 'brevo.com' }),
    ],
    'not known where nobody could be asked': ['', zoneWith({ [reverse]: silent })],
  }
  for (const [title, [service, zone, changes, raw = signed()]] of Object.entries(rows)) {
    test(title, async () => assert.equal((await sending(await raw, zone, changes)).service, service))
  }
})

describe('a name is', () => {
  const rows: [name: string, service: string | undefined][] = [
    ['o1.ptr1234.acme.com', undefined],
    ['xsendgrid.net', undefined],
    ['sendgrid.net.evil.example', undefined],
    ['u1.wl.sendgrid.net', 'SendGrid'],
    ['a27-30.smtp-out.eu-west-1.amazonses.com', 'Amazon SES'],
    ['mail-ej1-f54.google.com', 'Google'],
    ['acme-com.20230601.gappssmtp.com', 'Google'],
    ['mail-eopbgr1.outbound.protection.outlook.com', 'Microsoft'],
    ['', undefined],
  ]
  for (const [name, service] of rows) test(`${name}: ${service}`, () => assert.equal(serviceOfName(name), service))
})

test('of the network nothing is said where the list of networks is silent', async () => {
  assert.equal((await sending(await signed(), { ...inOrder, [origin]: servfail })).network, '')
})

test('a network without the name of its holder is told by its number', async () => {
  const zone = { ...inOrder, ...network, 'AS64496.asn.cymru.com TXT': silent }
  assert.equal((await sending(await signed(), zone)).network, 'AS64496')
})

test('an address that is not public is in nobody’s network, and nobody is asked', async () => {
  const net = netOf(inOrder)
  const { sending } = await judgeMail(await gathered(await signed(), session({ peerAddress: '127.0.0.1' })), net)
  assert.equal(sending?.network, '')
  assert.ok(!net.questions().some(({ name }) => name.endsWith('cymru.com')))
})

test('what a silent server would have said is left out, and what is not there is kept as empty', async () => {
  const zone = zoneWith({ '_dmarc.acme.com TXT': undefined, 'acme.com MX': silent })
  const { records } = await sending(await signed(), zone)
  assert.deepEqual(records.find(({ name }) => name === '_dmarc.acme.com')?.values, [])
  assert.ok(!records.some(({ type }) => type === 'MX'))
})

test('of the texts at a domain only those that say who may send are kept', async () => {
  const { records } = await sending(await signed(), zoneWith({ 'acme.com TXT': ['site=1', `v=spf1 ip4:${sender} -all`, 'a'] }))
  assert.deepEqual(records[0]?.values, [`v=spf1 ip4:${sender} -all`])
})

test('a signature that does not stand vouches for nothing', async () => {
  const { signers, records } = await sending(`${await signed()}added`)
  assert.deepEqual(signers, [])
  assert.ok(!records.some(({ name }) => name.includes('_domainkey')))
})

test('the bounce address of a service and what it publishes are told', async () => {
  const { returnPath, records } = await sending(await signed(), { ...inOrder, ...esp }, from('b@esp.net'))
  assert.equal(returnPath, 'esp.net')
  assert.ok(records.some(({ name, type }) => name === 'esp.net' && type === 'MX'))
})

test('of a file nothing is known but its signatures', async () => {
  const { address, helo, returnPath, signers } = await sending(await signed(), inOrder, uploaded)
  assert.deepEqual({ address, helo, returnPath, signers: signers.length }, { address: '', helo: '', returnPath: '', signers: 1 })
})

test('what a stranger wrote has an end', async () => {
  const { helo } = await sending(compose(), inOrder, session({ helo: 'x'.repeat(5000) }))
  assert.ok(helo.length < 400)
})
