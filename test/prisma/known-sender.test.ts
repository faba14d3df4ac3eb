/** Who sends a domain's mail, as it is learned from what came. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { noteSender, type SenderSeen, senderCounts } from '#prisma/known-sender.ts'
import { arrived, newAddress } from '../helpers/rows.ts'

after(() => prisma.$disconnect())

const at = (day: number) => new Date(`2026-11-${String(day).padStart(2, '0')}T08:00:00Z`)

async function sender() {
  const { address } = await newAddress()
  const { teamId } = address
  const mailId = await arrived(address)
  const seen: SenderSeen = {
    ...{ mailId, domain: 'acme.com', service: '', address: '203.0.113.20', helo: 'mail.acme.com', mailFromDomain: 'acme.com' },
    ...{ selector: 's1', at: at(2), passes: true, isNew: true },
  }
  const note = (changes: Partial<SenderSeen> = {}) => noteSender({ ...seen, ...changes })
  const rows = () => prisma.knownSender.findMany({ where: { teamId }, orderBy: { address: 'asc' } })
  const count = async () => (await senderCounts({ teamId, domains: ['acme.com'] })).get('acme.com') ?? 0
  return { teamId, note, rows, count }
}

describe('a known sender', () => {
  test('is one row, however many mails came, with its first day and its last', async () => {
    const { note, rows } = await sender()
    for (const day of [2, 5, 1]) await note({ at: at(day), passes: day !== 1 })
    const [row, ...others] = await rows()
    assert.deepEqual([row?.mails, row?.firstSeenAt, row?.lastSeenAt, row?.passes], [3, at(1), at(5), true])
    assert.deepEqual(others, [])
  })
  test('is not one mail more when a mail is judged again', async () => {
    const { note, rows } = await sender()
    await note()
    await note({ isNew: false, service: 'Postmark' })
    assert.deepEqual(
      (await rows()).map(({ mails, service }) => [mails, service]),
      [[1, 'Postmark']],
    )
  })
  test('is counted by its service, else by its address, while it passes', async () => {
    const { note, count } = await sender()
    for (const address of ['192.0.2.1', '192.0.2.2']) await note({ address, service: 'Postmark' })
    await note()
    assert.equal(await count(), 2)
    await note({ address: '198.51.100.1', passes: false })
    assert.equal(await count(), 2)
    await note({ passes: false, at: at(3) })
    assert.equal(await count(), 1)
  })
  test('is of one team only, and nothing of a mail that is gone', async () => {
    const { note, rows, teamId } = await sender()
    await note({ mailId: crypto.randomUUID() })
    assert.deepEqual(await rows(), [])
    const other = await sender()
    await other.note()
    assert.equal((await senderCounts({ teamId, domains: ['acme.com'] })).size, 0)
  })
  test('may have said anything', async () => {
    const { note, rows } = await sender()
    await note({ helo: 'a\0b', domain: "x'; --" })
    assert.equal((await rows()).length, 1)
  })
})
