import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readDsn } from '#checks/bounce/dsn.ts'
import { env } from '#env'
import { compose } from '../helpers/mails.ts'

/** RFC 3464 appendix E.1, shortened. */
const report = (status: string, part = 'message/delivery-status') =>
  Buffer.from(
    compose(
      { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary="RAA"' },
      `--RAA\r\n\r\nThe original message was received.\r\n--RAA\r\nContent-Type: ${part}\r\n\r\n${status}\r\n--RAA\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--RAA--\r\n`,
    ),
    'latin1',
  )
const server = 'Reporting-MTA: dns; cs.utk.edu\r\n\r\n'
const recipient = (more: string) =>
  `Original-Recipient: rfc822;louisl@larry.slip.umd.edu\r\nFinal-Recipient: rfc822;louisl@larry.slip.umd.edu\r\n${more}\r\n`

describe('a delivery report', () => {
  test('names its recipient, the status, the reply and what was said (RFC 3464 appendix E.1)', async () => {
    const fields = recipient('Action: failed\r\nStatus: 4.0.0\r\nDiagnostic-Code: smtp; 426 connection timed out\r\n')
    assert.deepEqual(await readDsn(report(server + fields)), [
      { recipient: 'louisl@larry.slip.umd.edu', status: '4.0.0', replyCode: 426, diagnostic: '426 connection timed out' },
    ])
  })
  test('of several recipients names each, and not those who got the mail', async () => {
    const fields = [
      recipient('Action: failed\r\nStatus: 5.1.1 (unknown)\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n  no such user\r\n'),
      'Final-Recipient: rfc822;ok@example.com\r\nAction: delivered\r\nStatus: 2.0.0\r\n',
      'Final-Recipient: rfc822; <late@example.com>\r\nAction: delayed\r\nStatus: 4.4.1\r\n',
    ]
    const read = await readDsn(report(server + fields.join('\r\n')))
    assert.deepEqual(
      read.map((one) => [one.recipient, one.status, one.replyCode]),
      [
        ['louisl@larry.slip.umd.edu', '5.1.1', 550],
        ['late@example.com', '4.4.1', null],
      ],
    )
    assert.equal(read[0]?.diagnostic, '550 5.1.1 no such user')
  })
  test('in bare line feeds is read too', async () => {
    const lf = report(server + recipient('Action: failed\r\nStatus: 5.0.0\r\n'))
      .toString('latin1')
      .replaceAll('\r', '')
    assert.equal((await readDsn(Buffer.from(lf)))[0]?.status, '5.0.0')
  })
  const none: [title: string, raw: Buffer][] = [
    ['an ordinary mail', Buffer.from(compose())],
    ['a read receipt', report(server + recipient('Disposition: x\r\n'), 'message/disposition-notification')],
    ['a report without recipients', report(server)],
    ['an empty mail', Buffer.alloc(0)],
    ['rubbish', report('\0\u00ff\r\n\r\n:::\r\n\r\n')],
  ]
  for (const [title, raw] of none) test(`is not ${title}`, async () => assert.deepEqual(await readDsn(raw), []))
})

test('reports of very many systems agree with another reader', async (t) => {
  const folder = join(env.SUITES_DIR, 'dsn')
  if (!existsSync(folder)) return t.diagnostic(`NOT RUN: there is no ${folder}; set SUITES_DIR`)
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<
    string,
    { status: string; replyCode: string; recipient: string }[]
  >
  const agree = { all: 0, status: 0, reply: 0, recipient: 0 }
  for (const [file, [wanted]] of Object.entries(expected)) {
    const [read] = await readDsn(readFileSync(join(folder, 'mail', file)))
    if (!read || !wanted) continue
    agree.all++
    agree.status += Number(read.status === wanted.status)
    agree.reply += Number(String(read.replyCode ?? '') === wanted.replyCode)
    agree.recipient += Number(read.recipient === wanted.recipient)
  }
  // The other reader puts its own status in place of one that says little; ours gives what the report says.
  assert.ok(agree.all > 160, JSON.stringify(agree))
  assert.ok(
    agree.status / agree.all > 0.85 && agree.reply / agree.all > 0.9 && agree.recipient / agree.all > 0.95,
    JSON.stringify(agree),
  )
})
