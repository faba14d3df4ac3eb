/**
 * Mails made to cost whoever reads them: bombs of parts, floods of fields, endless lines, archives that unfold. Each is judged whole. What is
 * watched is the work, not the clock: how many fields and parts are read, how many questions are asked, how long the report is, and that it
 * says what was left out.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import { type Report, reportSchema } from '#checks/report.ts'
import { defaultLimits } from '#net/window.ts'
import { compose, headers, inOrder, received, sign } from '../helpers/mails.ts'
import { multipart } from '../helpers/whole-mails.ts'
import { netOf } from '../helpers/zone.ts'

const MiB = 1024 * 1024
const many = (count: number, make: (index: number) => string) => Array.from({ length: count }, (_, index) => make(index)).join('')
const top = (changes: Record<string, string> = {}) => compose(changes, '')
const mixed = (boundary: string) => ({ 'Content-Type': `multipart/mixed; boundary="${boundary}"` })
const html = { 'Content-Type': 'text/html; charset=utf-8' }
const part = 'Content-Type: text/plain\r\n\r\nx\r\n'

/** Multiparts in multiparts, each with a boundary of its own. */
function deep(levels: number): string {
  return (
    top(mixed('b0')) +
    many(levels, (level) => `--b${level}\r\nContent-Type: multipart/mixed; boundary="b${level + 1}"\r\n\r\n`) +
    `--b${levels}\r\n${part}` +
    Array.from({ length: levels + 1 }, (_, level) => `--b${levels - level}--\r\n`).join('')
  )
}

/** An archive of one file that would be so long. */
function archive(name: string, length: number): Buffer {
  const content = Buffer.alloc(length)
  const packed = deflateRawSync(content, { level: 9 })
  const sizes = (at: Buffer, offset: number) => {
    at.writeUInt32LE(crc32(content), offset)
    at.writeUInt32LE(packed.length, offset + 4)
    at.writeUInt32LE(length, offset + 8)
    at.writeUInt16LE(name.length, offset + 12)
  }
  const local = Buffer.alloc(30)
  local.write('PK\x03\x04', 'latin1')
  local.writeUInt16LE(8, 8)
  sizes(local, 14)
  const central = Buffer.alloc(46)
  central.write('PK\x01\x02', 'latin1')
  central.writeUInt16LE(8, 10)
  sizes(central, 16)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end])
}

const attachedZip = (content: Buffer) =>
  compose(
    mixed('z'),
    multipart(
      'z',
      [{ 'Content-Type': 'text/plain' }, 'See the file.'],
      [
        {
          'Content-Type': 'application/zip; name="a.zip"',
          'Content-Disposition': 'attachment; filename="a.zip"',
          'Content-Transfer-Encoding': 'base64',
        },
        (content.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n'),
      ],
    ),
  )

interface Hostile {
  raw: () => string | Promise<string>
  /** What the report has to say about what it left out. */
  says?: RegExp
}

const mails: Record<string, Hostile> = {
  'multiparts a thousand deep': { raw: () => deep(1000), says: /deep/ },
  'ten thousand parts': { raw: () => `${top(mixed('b'))}${`--b\r\n${part}`.repeat(10_000)}--b--\r\n`, says: /500 parts/ },
  'ten thousand lines that look like a boundary': {
    raw: () => `${top(mixed('b'))}--b\r\n${part}${many(10_000, (index) => `--b${index}\r\n`)}--b--\r\n`,
  },
  'one boundary for every level': {
    raw: () => `${top(mixed('b'))}${'--b\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'.repeat(5000)}--b--\r\n`,
  },
  'boundaries that begin with one another': {
    raw: () =>
      `${top(mixed('b'))}${many(60, (index) => `--${'b'.repeat(index + 1)}\r\nContent-Type: multipart/mixed; boundary="${'b'.repeat(index + 2)}"\r\n\r\n`)}`,
    says: /deep/,
  },
  'a boundary of nothing': { raw: () => `${top(mixed(''))}${`--\r\n${part}`.repeat(5000)}----\r\n` },
  'a boundary of a megabyte': { raw: () => `${top(mixed('b'.repeat(MiB)))}--b\r\n${part}` },
  'a boundary that is never there': { raw: () => `${top(mixed('missing'))}${part.repeat(20_000)}` },
  'mails in mails': {
    raw: () => `${top({ 'Content-Type': 'message/rfc822' })}${'Content-Type: message/rfc822\r\n\r\n'.repeat(20_000)}x\r\n`,
  },
  'a hundred thousand fields': {
    raw: () => `${many(100_000, (index) => `X-${index}: x\r\n`)}${compose()}`,
    says: /5000 fields/,
  },
  'a header without an end': {
    raw: () => `${compose().split('\r\n\r\n')[0]}\r\nX-Long: ${'x'.repeat(5 * MiB)}`,
    says: /1048576 octets/,
  },
  'five thousand signatures': {
    raw: async () => `${((await sign(compose())).split('From: ')[0] ?? '').repeat(4900)}${compose()}`,
  },
  'four thousand hops': {
    raw: () =>
      many(4000, (index) => `Received: from a${index}.example [203.0.113.${index % 256}] by b; ${headers.Date}\r\n`) + compose(),
  },
  'fifty thousand senders': {
    raw: () => compose({ From: `${many(50_000, (index) => `a${index}@d${index}.example, `)}b@acme.com` }),
  },
  'a subject of encoded words': { raw: () => compose({ Subject: '=?utf-8?q?=41?= '.repeat(50_000) }) },
  'a subject of half an encoded word': { raw: () => compose({ Subject: '=?utf-8?q?'.repeat(50_000) }) },
  'comments in comments': { raw: () => compose({ From: `${'('.repeat(50_000)} a@acme.com`, Date: '('.repeat(50_000) }) },
  'spaces without end': {
    raw: () => compose({ Subject: `a${' '.repeat(200_000)}b`, 'X-A': `;${'\t'.repeat(200_000)}` }, `${' '.repeat(2 * MiB)}x`),
  },
  'a list of a hundred thousand ways to leave': {
    raw: () => compose({ 'List-Unsubscribe': '<https://acme.com/u>, '.repeat(40_000) }),
  },
  'a line of 25 MiB': { raw: () => compose({}, 'x'.repeat(25 * MiB)) },
  '25 MiB of lines': { raw: () => compose({}, `${'x'.repeat(70)}\r\n`.repeat((25 * MiB) / 72)) },
  '25 MiB of empty lines': { raw: () => compose({}, '\r\n'.repeat((25 * MiB) / 2)) },
  '25 MiB of HTML': { raw: () => compose(html, '<p>Hello <b>you</b></p>\r\n'.repeat(MiB)) },
  'elements a hundred thousand deep': { raw: () => compose(html, '<div><b>'.repeat(100_000)) },
  'a hundred thousand links': {
    raw: () =>
      compose(
        html,
        many(100_000, (index) => `<a href="https://d${index}.example/">x</a>\r\n`),
      ),
  },
  'tags that never end': { raw: () => compose(html, '<a href="'.repeat(100_000)) },
  'comments that never end': { raw: () => compose(html, '<!--'.repeat(200_000)) },
  'a style sheet of braces': { raw: () => compose(html, `<style>${'a{'.repeat(100_000)}</style>`) },
  'quoted-printable of soft breaks': {
    raw: () => compose({ 'Content-Transfer-Encoding': 'quoted-printable' }, '=\r\n'.repeat(MiB)),
  },
  'a bounce of a hundred thousand recipients': {
    raw: () =>
      compose(
        { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary="r"' },
        multipart('r', [
          { 'Content-Type': 'message/delivery-status' },
          `Reporting-MTA: dns; a\r\n\r\n${many(100_000, (index) => `Final-Recipient: rfc822; a${index}@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n`)}`,
        ]),
      ),
  },
  'an archive that unfolds to 200 MiB': { raw: () => attachedZip(archive('zeros', 200 * MiB)) },
  'an archive of archives': { raw: () => attachedZip(archive('a.zip', 20 * MiB)) },
}

/** Characters of a whole report: more than any honest mail's, and no more whatever the mail. */
const mostReport = 1.5 * MiB

async function judged(raw: string): Promise<{ report: Report; fields: number; leaves: number }> {
  const mail = await gather(received(raw))
  const report = reportSchema.parse(await judgeMail(mail, netOf(inOrder)))
  return { report, fields: mail.headers.length, leaves: mail.structure.leaves.length }
}

describe('is judged within bounds:', () => {
  for (const [title, { raw, says }] of Object.entries(mails)) {
    test(title, async () => {
      const { report, fields, leaves } = await judged(await raw())
      const written = JSON.stringify(report)
      assert.ok(fields <= 5000 && leaves <= 500, `${fields} fields, ${leaves} parts`)
      assert.ok(report.questions.length <= defaultLimits.budget, `${report.questions.length} questions`)
      assert.ok(written.length <= mostReport, `${written.length} characters`)
      if (says) assert.match(report.findings.map(sentences).join('\n'), says)
    })
  }
})

function sentences({ explanation, evidence }: Report['findings'][number]): string {
  return [explanation.text, ...evidence.map(({ what }) => what)].join('\n')
}

test('what is in an archive is not unfolded: the memory taken does not grow with what it would be', async () => {
  const taken = async (length: number) => {
    const raw = attachedZip(archive('zeros', length))
    const before = process.memoryUsage().arrayBuffers
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers)
    })
    await judged(raw)
    clearInterval(watch)
    return Math.max(most, process.memoryUsage().arrayBuffers) - before
  }
  assert.ok((await taken(200 * MiB)) < 50 * MiB)
})
