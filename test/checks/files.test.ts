import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Filtered, Unreachable } from '#checks/net.ts'
import { fileNameOf } from '#checks/records/file-names.ts'
import { readZip } from '#checks/records/zip.ts'
import { judgeMail } from '#checks/judge.ts'
import { score } from '#checks/score.ts'
import { ask, compose, gathered, inOrder } from '../helpers/mails.ts'
import { netOf, type World } from '../helpers/zone.ts'

/** A ZIP file with these empty entries, written by hand (APPNOTE 6.3.10). */
function zip(names: string[], flags = 0): Buffer {
  const entries = names.map((name) => {
    const head = Buffer.alloc(46)
    head.write('PK\x01\x02', 'latin1')
    head.writeUInt16LE(flags, 8)
    head.writeUInt16LE(Buffer.byteLength(name), 28)
    return Buffer.concat([head, Buffer.from(name)])
  })
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(26)])
  const table = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Math.min(names.length, 65_535), 10)
  end.writeUInt32LE(table.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, table, end])
}

const ole = (text = '') =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(100), Buffer.from(text, 'utf16le')])
const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(58), Buffer.from([64, 0, 0, 0]), Buffer.from('PE\0\0')])

function attached(
  name: string,
  content: Buffer | string = 'x',
  type = 'application/octet-stream',
  disposition = `filename="${name}"`,
): string {
  return compose(
    { 'Content-Type': 'multipart/mixed; boundary=b' },
    `--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; ${disposition}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64')}\r\n--b--\r\n`,
  )
}

const nested = compose(
  { 'Content-Type': 'multipart/mixed; boundary=b0' },
  Array.from({ length: 30 }, (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n\r\n`).join(''),
)

const files: [title: string, verdict: string, code: string, mail: string][] = [
  ['none', 'info', 'none', compose()],
  ['a PDF', 'pass', 'safe', attached('invoice.pdf', '%PDF-1.4', 'application/pdf')],
  ['a document of Office', 'pass', 'safe', attached('letter.docx', zip(['[Content_Types].xml', 'word/document.xml']))],
  ['an archive', 'warn', 'archive', attached('photos.zip', zip(['a.jpg']))],
  ['an archive under another name', 'warn', 'archive', attached('photos.dat', zip(['a.jpg']))],
  ['an encrypted archive', 'warn', 'archive', attached('photos.zip', zip(['a.jpg'], 1))],
  ['a document with macros', 'warn', 'macro', attached('letter.docm', zip(['[Content_Types].xml']))],
  ['macros under another name', 'warn', 'macro', attached('letter.docx', zip(['[Content_Types].xml', 'word/vbaProject.bin']))],
  ['an old document with macros', 'warn', 'macro', attached('letter.doc', ole('_VBA_PROJECT'))],
  ['an old document', 'pass', 'safe', attached('letter.doc', ole())],
  ['a web page', 'warn', 'html', attached('form.html', '<p>', 'text/html')],
  ['a drawing that can run', 'warn', 'html', attached('logo.svg', '<svg/>', 'image/svg+xml')],
  ['a program', 'fail', 'blocked', attached('setup.exe')],
  ['a program in capitals, with a final dot', 'fail', 'blocked', attached('SETUP.EXE.')],
  ['a program in an archive', 'fail', 'blocked', attached('photos.zip', zip(['a.jpg', 'b/setup.scr']))],
  ['a program under another name', 'fail', 'blocked', attached('letter.txt', program)],
  ['a disk image', 'fail', 'blocked', attached('invoice.iso')],
  ['two endings, the second refused', 'fail', 'blocked', attached('invoice.pdf.js')],
  ['two endings', 'fail', 'name-trick', attached('invoice.pdf.html', '<p>', 'text/html')],
  [
    'letters turned around',
    'fail',
    'name-trick',
    attached('', 'x', 'application/pdf', "filename*=utf-8''invoice%E2%80%AEfdp.doc"),
  ],
  ['a mail that cannot be read', 'unknown', 'not-parsed', nested],
]

describe('attachment-dangerous', () => {
  for (const [title, verdict, code, mail] of files) {
    test(`${title}: ${code}`, async () => {
      const finding = await ask('attachment-dangerous', await gathered(mail))
      assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
    })
  }
  test('holds the score down to 4.0', async () => {
    const { score, limit } = await judgeMail(await gathered(attached('setup.exe')), netOf(inOrder))
    assert.ok((score ?? 10) <= 4 && (limit === undefined || limit.score <= 4))
  })
})

describe('the name of a file', () => {
  const names: [field: string, name: string][] = [
    ['attachment; filename="a b.pdf"', 'a b.pdf'],
    ['attachment; filename="=?utf-8?Q?Sch=C3=B6n.pdf?="', 'Schön.pdf'],
    ["attachment; filename*=iso-8859-1'de'Sch%F6n.pdf", 'Schön.pdf'],
    ['attachment; filename*0*=utf-8\'\'Sch%C3%B6n; filename*1="er.pdf"', 'Schöner.pdf'],
    ['attachment', ''],
  ]
  for (const [value, name] of names) {
    const headers = [{ name: 'Content-Disposition', value, raw: '' }]
    test(`of ${value} is ${name || 'none'}`, () => assert.equal(fileNameOf({ headers }), name))
  }
})

describe('a ZIP file', () => {
  test('whose table claims more than it holds is read as far as it goes', () => {
    const octets = zip(['a', 'b'])
    octets.writeUInt16LE(60_000, octets.length - 12)
    assert.deepEqual(readZip(octets)?.names, ['a', 'b'])
  })
  test('of a hundred thousand names is read in part', () => {
    const read = readZip(zip(Array.from({ length: 100_000 }, (_, at) => `f${at}`)))
    assert.deepEqual([read?.names.length, read?.cut], [1000, true])
  })
  test('whose table is elsewhere is none', () => {
    const octets = zip(['a'])
    octets.writeUInt32LE(0xffffffff, octets.length - 6)
    assert.equal(readZip(octets), undefined)
  })
})

const filtered = (score: number, action = ''): Filtered => ({
  score,
  required: 5,
  action,
  rules: [{ name: 'BAYES_99', points: 3.5, description: 'spam' }],
})
const gone = async (): Promise<Filtered> => {
  throw new Unreachable('spamd at 127.0.0.1', 'timeout', '127.0.0.1', 'https')
}
const engines: Record<string, [title: string, verdict: string, code: string, engines: NonNullable<World['engines']>][]> = {
  'spamassassin-score': [
    ['not set', 'info', 'not-installed', {}],
    ['few points', 'pass', 'low', { spamassassin: async () => filtered(1.9) }],
    ['some', 'warn', 'medium', { spamassassin: async () => filtered(2) }],
    ['as many as spam', 'fail', 'spam', { spamassassin: async () => filtered(5) }],
    ['silent', 'unknown', 'not-parsed', { spamassassin: gone }],
  ],
  'rspamd-score': [
    ['not set', 'info', 'not-installed', {}],
    ['nothing to do', 'pass', 'low', { rspamd: async () => filtered(1, 'no action') }],
    ['to wait', 'warn', 'medium', { rspamd: async () => filtered(4, 'greylist') }],
    ['into the spam folder', 'fail', 'spam', { rspamd: async () => filtered(7, 'add header') }],
    ['to refuse', 'fail', 'spam', { rspamd: async () => filtered(16, 'reject') }],
    ['silent', 'unknown', 'not-parsed', { rspamd: gone }],
  ],
}

for (const [id, rows] of Object.entries(engines)) {
  describe(id, () => {
    for (const [title, verdict, code, engines] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await ask(id, await gathered(compose()), netOf(inOrder, { engines }))
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

describe('a spam filter in the score', () => {
  const base = [
    { id: 'dkim-signature', verdict: 'pass', code: 'pass' },
    { id: 'fcrdns', verdict: 'pass', code: 'match' },
    { id: 'blocklist-ip-major', verdict: 'pass', code: 'clear' },
    { id: 'header-from', verdict: 'pass', code: 'valid' },
    { id: 'image-ratio', verdict: 'pass', code: 'balanced' },
  ] as const
  const scored = (...more: Parameters<typeof score>[0]) => score([...base, ...more], { bulk: false })
  test('that is absent, or silent, changes nothing', () => {
    assert.equal(scored({ id: 'spamassassin-score', verdict: 'info', code: 'not-installed' }).score, 10)
    assert.equal(scored({ id: 'spamassassin-score', verdict: 'unknown', code: 'not-parsed' }).score, 10)
  })
  test('that calls it spam takes at most ten points, of the 98 that are looked at', () =>
    assert.equal(
      scored({ id: 'spamassassin-score', verdict: 'fail', code: 'spam' }, { id: 'rspamd-score', verdict: 'fail', code: 'spam' })
        .score,
      9,
    ))
  test('takes half the place of form and contents', () => {
    const bad = { id: 'image-ratio', verdict: 'fail', code: 'image-only' } as const
    const others = base.filter(({ id }) => id !== 'image-ratio')
    assert.equal(score([...others, bad], { bulk: false }).costs.get('image-ratio'), 8)
    const low = { id: 'rspamd-score', verdict: 'pass', code: 'low' } as const
    assert.equal(score([...others, bad, low], { bulk: false }).costs.get('image-ratio'), 6)
  })
})
