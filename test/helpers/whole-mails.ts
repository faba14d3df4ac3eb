/** Whole mails and the worlds they came from, as many a mailbox has them: what the report as a whole says is watched on them. */
import { createHash } from 'node:crypto'
import { sealMessage } from 'mailauth/lib/arc/index.js'
import type { Received } from '#checks/gather.ts'
import { esp, from, session, uploaded } from './mail-rows.ts'
import { compose, inOrder, keyRecord, sender, sign, signingKey, zoneWith } from './mails.ts'
import type { Zone } from './zone.ts'

export interface WholeMail {
  raw: string
  world: Zone
  changes?: Partial<Received>
}

/** A multipart body; each part is its header fields and its content. */
export function multipart(boundary: string, ...parts: [fields: Record<string, string>, content: string][]): string {
  const written = parts.map(([fields, content]) => {
    const header = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
    return `--${boundary}\r\n${header.join('')}\r\n${content}\r\n`
  })
  return `${written.join('')}--${boundary}--\r\n`
}

const utf8 = (text: string) => Buffer.from(text).toString('latin1')
const inBase64 = (text: string | Buffer) =>
  (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')
const encodedWord = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
const plain = { 'Content-Type': 'text/plain; charset=utf-8' }
const hyper = { 'Content-Type': 'text/html; charset=utf-8' }
const base64 = { 'Content-Transfer-Encoding': 'base64' }

const words = [
  'Our spring sale begins on Saturday morning in the old town hall.',
  'We have tulips, young apple trees, good tools and seeds for the whole year.',
  'Whoever comes before ten gets coffee and a bag of soil for nothing.',
  'Orders made by Thursday are ready at the door, with your name on them.',
]
const footer = 'Acme Garden Ltd, 12 Station Road, Bristol BS1 6QF, United Kingdom'
const newsletterText = `${words.join('\r\n')}\r\n\r\nThe shop: https://acme.com/shop\r\nUnsubscribe: https://acme.com/u/1\r\n\r\n${footer}\r\n`
const newsletterHtml = `<!DOCTYPE html>\r\n<html lang="en"><head><meta charset="utf-8"><title>Spring sale</title></head>\r\n<body>\r\n${words
  .map((one) => `<p>${one}</p>\r\n`)
  .join(
    '',
  )}<p><a href="https://acme.com/shop">The shop</a></p>\r\n<p>${footer}<br>\r\n<a href="https://acme.com/u/1">Unsubscribe</a></p>\r\n</body></html>`

const listFields = {
  'List-Id': '<spring.acme.com>',
  'List-Unsubscribe': '<https://acme.com/u/1>, <mailto:u@acme.com>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
}
const fields = 'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Id:List-Unsubscribe:List-Unsubscribe-Post'
const alternative = { 'Content-Type': 'multipart/alternative; boundary="alt"' }
const news = (changes: Record<string, string | undefined> = {}) =>
  compose({ ...alternative, ...listFields, ...changes }, multipart('alt', [plain, newsletterText], [hyper, newsletterHtml]))

const receipt = [
  'Hello Mary,',
  '',
  'thank you for your order of three apple trees. They leave our nursery on Monday and are with you',
  'by Wednesday.',
  '',
  'Order 4711',
  'Three apple trees: 96.00 pounds',
  '',
  'Acme Garden',
].join('\r\n')
const letter = (changes: Record<string, string | undefined> = {}, body = `${receipt}\r\n`) =>
  compose({ From: 'Acme Orders <orders@acme.com>', Subject: 'Your order 4711', ...changes }, body)

const policy = (text: string) => ({ '_dmarc.acme.com TXT': `v=DMARC1; p=${text}; rua=mailto:dmarc@acme.com` })
const watching = zoneWith(policy('none'))
const reversed = sender.split('.').reverse().join('.')

const forwarder = '93.184.215.40'
const forwarding = {
  's1._domainkey.google.com TXT': keyRecord,
  '40.215.184.93.in-addr.arpa PTR': 'mail-f40.google.com',
  'mail-f40.google.com A': forwarder,
}
const viaForwarder = session({ peerAddress: forwarder, helo: 'mail-f40.google.com' })

/** What the forwarder writes on top: the mail came to it from the sender. */
const hop = `Received: from mail.acme.com (mail.acme.com [${sender}])\r\n\tby mx.google.com with ESMTPS id 1;\r\n\tSat, 21 Nov 2026 09:59:40 +0000\r\n`

/** A mail with a forwarder's note on top: the forwarder saw it pass. */
async function sealed(mail: string): Promise<string> {
  const authResults = 'mx.google.com; dmarc=pass header.from=acme.com'
  const seal = { signingDomain: 'google.com', selector: 's1', privateKey: signingKey, i: 1, cv: 'none', authResults }
  return (await sealMessage(Buffer.from(mail, 'latin1'), seal)).toString('latin1') + mail
}

const image =
  '<html lang="en"><head><title>Sale</title></head><body><a href="https://acme.com/shop"><img src="https://acme.com/sale.png" width="600" height="900"></a></body></html>'
const gmail = zoneWith({
  'gmail.com TXT': `v=spf1 ip4:${sender} ~all`,
  'gmail.com MX': '5 gmail-smtp-in.l.google.com',
  'gmail-smtp-in.l.google.com A': '93.184.215.60',
  'gmail.com A': '93.184.215.61',
  '_dmarc.gmail.com TXT': 'v=DMARC1; p=none; sp=quarantine; rua=mailto:mailauth-reports@google.com',
  '20230601._domainkey.gmail.com TXT': keyRecord,
  '20.215.184.93.in-addr.arpa PTR': 'mail-wm1-f41.google.com',
  'mail-wm1-f41.google.com A': sender,
})
const gmailLetter = compose(
  { From: 'Mary Miller <mary.miller@gmail.com>', Subject: 'Sunday', 'Message-ID': '<CAB1@mail.gmail.com>' },
  'Hello Ann,\r\n\r\nshall we meet on Sunday at three, at the lake?\r\n\r\nMary\r\n',
)
const throughGmail = { ...session({ helo: 'mail-wm1-f41.google.com' }), ...from('mary.miller@gmail.com') }

const signedNews = await sign(news(), { fields })
const withFooter = (raw: string) => `${raw}-- \r\nYou get this because you are on the list gardens@lists.example.\r\n`
const refusing = zoneWith({ 'acme.com TXT': 'v=spf1 ip4:93.184.215.20 -all', ...forwarding })

/** The mails of appendix D.1, by number. */
export const calibration = {
  newsletter: { raw: signedNews, world: inOrder },
  watched: { raw: signedNews, world: watching },
  unsigned: { raw: news(), world: watching },
  unsignedLetter: { raw: letter(), world: watching },
  service: { raw: await sign(news(), { domain: 'esp.net', fields }), world: { ...watching, ...esp }, changes: from('b@esp.net') },
  serviceLetter: {
    raw: await sign(letter(), { domain: 'esp.net' }),
    world: { ...watching, ...esp },
    changes: from('b@esp.net'),
  },
  forged: { raw: letter(), world: zoneWith({ 'acme.com TXT': 'v=spf1 ip4:93.184.215.99 -all' }) },
  listed: { raw: signedNews, world: zoneWith({ [`${reversed}.zen.spamhaus.org A`]: '127.0.0.2' }) },
  nameless: { raw: signedNews, world: zoneWith({ [`${reversed}.in-addr.arpa PTR`]: undefined }) },
  transactional: { raw: await sign(letter()), world: zoneWith(policy('quarantine')) },
  forwarded: { raw: await sealed(hop + withFooter(await sign(letter()))), world: refusing, changes: viaForwarder },
  forwardedWhole: { raw: hop + (await sign(letter())), world: refusing, changes: viaForwarder },
  forwardedUnsealed: { raw: hop + withFooter(await sign(letter())), world: refusing, changes: viaForwarder },
  picture: {
    raw: await sign(compose({ ...listFields, ...hyper }, `${image}\r\n`), { fields }),
    world: inOrder,
  },
  gmail: { raw: await sign(gmailLetter, { domain: 'gmail.com', selector: '20230601' }), world: gmail, changes: throughGmail },
} satisfies Record<string, WholeMail>

const japanese = compose(
  { Subject: encodedWord('春の種まきのお知らせ'), From: `${encodedWord('園芸の友')} <orders@acme.com>`, ...base64 },
  `${inBase64('春の種まきの季節になりました。今週の土曜日、町の広場で苗と道具の市を開きます。\r\nご来場をお待ちしております。\r\n')}\r\n`,
)
const arabic = compose(
  { Subject: encodedWord('موعد زراعة الربيع'), From: `${encodedWord('حديقة أكمي')} <orders@acme.com>`, ...base64 },
  `${inBase64('أهلا بكم،\r\nيبدأ سوق الربيع يوم السبت صباحا في ساحة المدينة، ومعنا شتلات وأدوات للحديقة.\r\nنراكم هناك.\r\n')}\r\n`,
)
const eightBit = letter(
  { 'Content-Transfer-Encoding': '8bit', Subject: encodedWord('Grüße aus dem Garten') },
  utf8('Grüße aus dem Garten!\r\nDie Äpfel sind reif, und die Kürbisse auch.\r\nSchöne Tage wünscht die Gärtnerei.\r\n'),
)

/** Octets that look like those of a photograph, the same in every run. */
function photograph(size: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(size / 32) }, (_, index) => createHash('sha256').update(`${index}`).digest())
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), ...blocks]).subarray(0, size)
}

const attached = (type: string, name: string) => ({
  'Content-Type': `${type}; name="${name}"`,
  'Content-Disposition': `attachment; filename="${name}"`,
})
const mixed = { 'Content-Type': 'multipart/mixed; boundary="mixed"' }
const large = letter(
  mixed,
  multipart(
    'mixed',
    [plain, receipt],
    [{ ...attached('image/jpeg', 'apple-tree.jpg'), ...base64 }, inBase64(photograph(5 * 1024 * 1024))],
  ),
)
const nested = news({
  ...mixed,
  'List-Id': undefined,
  'List-Unsubscribe': undefined,
  'List-Unsubscribe-Post': undefined,
}).replace(
  /\r\n\r\n[\s\S]*$/,
  `\r\n\r\n${multipart(
    'mixed',
    [
      { 'Content-Type': 'multipart/related; boundary="rel"' },
      multipart(
        'rel',
        [
          alternative,
          multipart(
            'alt',
            [plain, newsletterText],
            [hyper, newsletterHtml.replace('<p>', '<p><img src="cid:tree@acme.com" alt="An apple tree" width="80" height="80">')],
          ),
        ],
        [
          { 'Content-Type': 'image/jpeg', 'Content-ID': '<tree@acme.com>', 'Content-Disposition': 'inline', ...base64 },
          inBase64(photograph(4000)),
        ],
      ),
    ],
    [{ ...attached('text/csv; charset=utf-8', 'prices.csv') }, 'tree,price\r\napple,32\r\n'],
  )}`,
)
const bounce = compose(
  {
    From: 'Mail Delivery System <mailer-daemon@acme.com>',
    Subject: 'Undelivered Mail Returned to Sender',
    'Auto-Submitted': 'auto-replied',
    'Content-Type': 'multipart/report; report-type=delivery-status; boundary="rep"',
  },
  multipart(
    'rep',
    [plain, 'I could not deliver your message to one of its recipients.\r\n\r\n<nobody@example.org>: 550 5.1.1 User unknown\r\n'],
    [
      { 'Content-Type': 'message/delivery-status' },
      'Reporting-MTA: dns; mail.acme.com\r\nArrival-Date: Sat, 21 Nov 2026 09:00:00 +0000\r\n\r\nFinal-Recipient: rfc822; nobody@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.example.org\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n',
    ],
    [{ 'Content-Type': 'text/rfc822-headers' }, 'From: you@seed.example\r\nTo: nobody@example.org\r\nSubject: Hello\r\n'],
  ),
)
const event = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Acme//Garden//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:4711@acme.com'],
  ...['DTSTAMP:20261121T095930Z', 'DTSTART:20261128T140000Z', 'DTEND:20261128T150000Z', 'SUMMARY:Tree planting'],
  ...['ORGANIZER:mailto:orders@acme.com', 'ATTENDEE;RSVP=TRUE:mailto:you@seed.example', 'END:VEVENT', 'END:VCALENDAR'],
].join('\r\n')
const invitation = letter(
  { ...alternative, Subject: 'Invitation: Tree planting' },
  multipart(
    'alt',
    [plain, 'You are invited to plant trees with us on Saturday, 28 November, at 14:00 in the town park.\r\n'],
    [{ 'Content-Type': 'text/calendar; charset=utf-8; method=REQUEST' }, event],
  ),
)

/** Mails whose whole report is kept beside the tests. */
export const golden: Record<string, WholeMail> = {
  'newsletter-in-order': calibration.newsletter,
  'forwarded-with-arc': calibration.forwarded,
  forged: calibration.forged,
  'service-with-shared-domain': calibration.service,
  'unaligned-signature': {
    raw: await sign(letter(), { domain: 'esp.net' }),
    world: { ...inOrder, ...esp },
  },
  'broken-body-hash': { raw: (await sign(letter())).replace('three apple trees', 'four apple trees'), world: inOrder },
  japanese: { raw: await sign(japanese), world: inOrder },
  arabic: { raw: await sign(arabic), world: inOrder },
  'eight-bit': { raw: await sign(eightBit), world: inOrder },
  'large-attachment': { raw: await sign(large), world: inOrder },
  'nested-multiparts': { raw: await sign(nested), world: inOrder },
  bounce: { raw: await sign(bounce), world: inOrder, changes: from('') },
  'calendar-invitation': { raw: await sign(invitation), world: inOrder },
  'picture-only': calibration.picture,
  'letter-from-gmail': calibration.gmail,
  'sender-on-a-blocklist': calibration.listed,
  'uploaded-file': { raw: signedNews, world: inOrder, changes: uploaded },
}
