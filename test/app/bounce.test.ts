/** What /bounce makes of what is pasted and dropped: pure, without a browser. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { answerForm, answerPasted } from '#app/bounce/ask.server.ts'
import { readTable, writeTable } from '#app/bounce/csv.server.ts'
import { examples } from '#app/bounce/examples.ts'
import { readExport, withMeanings } from '#app/bounce/export.server.ts'

describe('a table (RFC 4180)', () => {
  const rows: Record<string, [csv: string, rows: string[][]]> = {
    'of commas': [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    'without a last line end': [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    'of semicolons': [
      'a;b;c\n1,5;2;3',
      [
        ['a', 'b', 'c'],
        ['1,5', '2', '3'],
      ],
    ],
    'of tabs': [
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    'with quotes': [
      'a,b\n"x, y","say ""hi"""\n',
      [
        ['a', 'b'],
        ['x, y', 'say "hi"'],
      ],
    ],
    'with line ends in quotes': [
      'a,b\n"550-x\r\n550 y",2\n',
      [
        ['a', 'b'],
        ['550-x\r\n550 y', '2'],
      ],
    ],
    'with an empty last cell': [
      'a,b\n1,\n',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    'with empty lines': [
      'a,b\n\n1,2\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    'with a byte order mark': ['\uFEFFa,b', [['a', 'b']]],
    'with a quote that never ends': ['a,b\n"1,2', [['a', 'b'], ['1,2']]],
    'with words behind a quote': [
      'a,b\n"1"x,2',
      [
        ['a', 'b'],
        ['1x', '2'],
      ],
    ],
    'of nothing': ['', []],
  }
  for (const [title, [csv, wanted]] of Object.entries(rows)) test(title, () => assert.deepEqual(readTable(csv).rows, wanted))

  test('is written as it was read', () => {
    const csv = 'a;b\r\n"x;y";"say ""hi"""\r\n1;"550-x\r\n550 y"\r\n'
    assert.equal(writeTable(readTable(csv)), csv)
  })
  const formulas = ['=1+1', '+cmd|x', '-2+3', '@SUM(1)', '\t=1', '\r=1', ' =1', '＝1', '=HYPERLINK("http://x")']
  for (const cell of formulas) {
    test(`never begins a cell with the formula ${JSON.stringify(cell)}`, () => {
      const [row = []] = readTable(writeTable({ separator: ',', rows: [[cell, 'x']] })).rows
      assert.equal(row[0], `'${cell}`)
    })
  }
  test('leaves numbers as they are', () => {
    assert.equal(writeTable({ separator: ',', rows: [['-5', '+4.2', '-1e9']] }), "-5,+4.2,'-1e9\r\n")
  })
})

const csv = [
  'email,event,reason',
  'ann@gmail.com,bounce,550 5.1.1 No such user',
  'ben@acme.com,bounce,"452 4.2.2 mailbox full, ""quota"""',
  'cat@acme.com,bounce,554 5.7.1 spam message rejected',
  'dan@acme.com,delivered,',
  'eve@acme.com,bounce,550 xyzzy',
].join('\n')

describe('an export of a sending service', () => {
  test('has its replies found and its bounces counted', async () => {
    const result = await readExport(csv)
    assert.equal(result.kind, 'table')
    if (result.kind !== 'table') return
    assert.deepEqual([result.column, result.count], ['reason', 4])
    assert.deepEqual(
      result.classes.map((one) => [one.class, one.count]),
      [
        ['hard', 1],
        ['block', 1],
        ['soft', 1],
        ['unknown', 1],
      ],
    )
    assert.deepEqual(
      result.lines.map(({ row, address, label }) => [row, address, label]),
      [
        [2, 'ann@gmail.com', 'mailbox-unknown'],
        [3, 'ben@acme.com', 'mailbox-full'],
        [4, 'cat@acme.com', 'spam'],
        [6, 'eve@acme.com', 'refused'],
      ],
    )
  })
  test('comes back with class, label and action', async () => {
    const lines = (await withMeanings(csv))?.split('\r\n') ?? []
    assert.equal(lines[0], 'email,event,reason,class,label,action')
    assert.equal(lines[1], 'ann@gmail.com,bounce,550 5.1.1 No such user,hard,mailbox-unknown,remove')
    assert.equal(lines[4], 'dan@acme.com,delivered,,,,')
  })
  test('knows the receiver by the recipient’s domain', async () => {
    const lines = (await withMeanings('email,reply\na@gmail.com,550 5.7.27 x\na@acme.com,550 5.7.27 x'))?.split('\r\n') ?? []
    assert.match(lines[1] ?? '', /,block,spf-failed,fix$/)
    assert.match(lines[2] ?? '', /,block,sender-refused,fix$/)
  })
  test('without a heading is all rows', async () => {
    const result = await readExport('a@acme.com;550 5.1.1 unknown\nb@acme.com;452 4.2.2 full')
    assert.deepEqual(result.kind === 'table' && [result.column, result.count], ['2', 2])
    assert.match(
      (await withMeanings('a@acme.com;550 5.1.1 unknown\nb@acme.com;452 4.2.2 full')) ?? '',
      /^a@acme\.com;550 5\.1\.1 unknown;hard;/,
    )
  })
  test('in which no column reads like replies is shown, and the column asked', async () => {
    const odd = 'name;note\nAnn;mailbox full\nBen;moved\nCat;x'
    const asked = await readExport(odd)
    assert.deepEqual(asked.kind === 'which-column' && asked.lines, ['name;note', 'Ann;mailbox full', 'Ben;moved'])
    const answered = await readExport(odd, 1)
    assert.deepEqual(answered.kind === 'table' && [answered.column, answered.count], ['note', 3])
    assert.equal(await withMeanings(odd), undefined)
    assert.match(
      (await withMeanings(odd, 1)) ?? '',
      /^name;note;class;label;action\r\nAnn;mailbox full;soft;mailbox-full;retry\r\n/,
    )
  })
  test('of many rows costs little', async () => {
    const many = `email,reply\n${Array.from({ length: 60_000 }, (_, row) => `u${row}@acme.com,"550 5.1.1 <u${row}@acme.com>: no such user"`).join('\n')}`
    const started = performance.now()
    const result = await readExport(many)
    assert.equal(result.kind === 'table' && result.count, 60_000)
    // Many times what it takes: only what grows with the square would be over it.
    assert.ok(performance.now() - started < 60_000)
  })
})

describe('the form', () => {
  const sent = (fields: Record<string, string | File>) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    return answerForm(form)
  }
  test('takes a reply', async () => {
    const page = await sent({ text: '550 5.1.1 no such user' })
    assert.deepEqual([page.text, page.answer?.recipients[0]?.label], ['550 5.1.1 no such user', 'mailbox-unknown'])
  })
  const mail = 'From: MAILER-DAEMON@mx\nSubject: failure notice\n\nundeliverable\n\n<a@acme.com>:\n552 5.2.2 mailbox full\n'
  test('takes a pasted bounce mail', async () => {
    assert.equal((await sent({ text: mail })).answer?.recipients[0]?.address, 'a@acme.com')
  })
  test('takes a dropped one', async () => {
    const page = await sent({ text: '', file: new File([mail], 'x.eml') })
    assert.equal(page.answer?.recipients[0]?.label, 'mailbox-full')
  })
  test('takes an export, and the same one again with the column', async () => {
    const page = await sent({ file: new File(['name;note\nAnn;mailbox full\nBen;moved'], 'list.csv') })
    assert.equal(page.export?.result.kind, 'which-column')
    const again = await sent({ csv: page.export?.csv ?? '', name: page.export?.name ?? '', column: '1' })
    assert.deepEqual([again.export?.result.kind, again.export?.name, again.export?.column], ['table', 'list.csv', 1])
  })
  test('reads an export in UTF-16', async () => {
    const page = await sent({ file: new File([Buffer.from(`\uFEFF${csv}`, 'utf16le')], 'x.csv') })
    assert.equal(page.export?.result.kind, 'table')
  })
  const problems: Record<string, Record<string, string | File>> = {
    'nothing was given': { text: '  ' },
    'the file is neither': { file: new File([new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0])], 'x.xlsx') },
    'the file is blank': { file: new File(['\n\n'], 'x.csv') },
  }
  for (const [title, fields] of Object.entries(problems)) {
    test(`says so when ${title}`, async () => assert.ok((await sent(fields)).problem))
  }
  test('shows at most fifty recipients', async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `<u${row}@acme.com>: 550 5.1.1 unknown\n`).join('')
    const page = await sent({ text: `From: MAILER-DAEMON@mx\nSubject: failure notice\n\nundeliverable\n${rows}` })
    assert.deepEqual([page.answer?.recipients.length, page.more], [50, 10])
  })
})

test('each example shows a class of its own', () => {
  const classes = examples.map(({ reply }) => answerPasted(reply).answer?.recipients[0]?.class)
  assert.deepEqual(classes, ['hard', 'block', 'soft'])
})
