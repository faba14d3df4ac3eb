/** The words for bounces that are kept: the same as on the day they were judged, and none for what nobody knows any more. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bounceOfReply, explainBounce, nameOfProvider } from '#checks/bounce/index.ts'

const replies: [reply: string, host: string][] = [
  ['550 5.1.1 The email account that you tried to reach does not exist. gsmtp', ''],
  ['550 5.7.1 our block list (S3150)', ''],
  ['452 4.2.2 mailbox full', 'mx.acme.com'],
  ['550 5.7.26 unauthenticated', 'gmail-smtp-in.l.google.com'],
  ['550 xyzzy', ''],
  ['421 come back', ''],
]

describe('a kept bounce is told as it was judged', () => {
  for (const [reply, host] of replies) {
    test(reply, () => {
      const judged = bounceOfReply(reply, host).recipients[0]
      assert.ok(judged)
      const { action, category, sentence, providerName, page, says } = judged
      const { reason, ...told } = explainBounce(judged)
      assert.deepEqual(told, { action, category, sentence, providerName, page, says })
      assert.ok(sentence.startsWith(`${reason} `))
    })
  }
  test('a label, a receiver and a rule that are gone are no accident', () => {
    const told = explainBounce({ label: 'constructor', provider: 'x', rule: 'x', status: '', replyCode: null })
    assert.deepEqual([told.category, told.providerName, told.page, told.says], ['not-recognised', '', null, ''])
  })
  test('a receiver has a name', () => {
    assert.deepEqual([nameOfProvider('yahoo'), nameOfProvider('')], ['Yahoo and AOL', ''])
  })
})
