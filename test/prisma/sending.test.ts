/** How the mails of a domain were sent, as their reports keep it, and who may know. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Report, ReportSending } from '#checks/report.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { sentBefore } from '#prisma/sending.ts'
import { issueAddress } from '#prisma/address.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

after(() => prisma.$disconnect())

const sending: ReportSending = {
  ...{ service: '', address: '203.0.113.20', network: '', helo: 'mail.acme.com', returnPath: 'acme.com' },
  signers: [{ domain: 'acme.com', selector: 's1' }],
  records: [],
}
const authentication = (result: string): Pick<Report, 'authentication'> => ({
  authentication: {
    spf: { result: 'none', domain: '' },
    dkim: [],
    dmarc: { result, policy: 'reject', domain: 'acme.com' },
    arc: { result: 'none' },
  },
})
const problem: Report['findings'][number] = {
  ...{ id: 'fcrdns', section: 's', title: 't', reference: 'r', verdict: 'fail', code: 'mismatch', evidence: [], costs: 1 },
  explanation: { text: 'no', strings: ['no'], values: [] },
}

async function sent(address: Parameters<typeof arrived>[0], changes: Partial<Report> = {}, fromDomain = 'acme.com') {
  const id = await arrived(address)
  await reported(address, id, { ...authentication('pass'), sending, ...changes }, { fromDomain })
  return id
}

describe('mails sent before', () => {
  test('are those of the domain, newest first, each with how it was sent and whether it passed', async () => {
    const { address } = await newAddress()
    const { teamId } = address
    const passed = await sent(address)
    const failed = await sent(address, authentication('fail'))
    const withProblem = await sent(address, { findings: [problem] })
    await sent(address, {}, 'other.example')
    const now = await sent(address)
    const earlier = await sentBefore({ teamId, fromDomain: 'acme.com', before: now })
    assert.deepEqual(
      earlier.map(({ id, passed }) => ({ id, passed })),
      [
        { id: withProblem, passed: false },
        { id: failed, passed: false },
        { id: passed, passed: true },
      ],
    )
    assert.deepEqual(earlier[2]?.sending, sending)
    assert.ok(earlier[2].receivedAt instanceof Date && earlier[2].analysedAt.endsWith('Z'))
  })

  test('have a report that says how they were sent; without results none passed', async () => {
    const { address } = await newAddress()
    const { teamId } = address
    const old = await arrived(address)
    await reported(address, old, authentication('pass'), { fromDomain: 'acme.com' })
    const bare = await arrived(address)
    await reported(address, bare, { sending }, { fromDomain: 'acme.com' })
    await arrived(address)
    const earlier = await sentBefore({ teamId, fromDomain: 'acme.com', before: newId() })
    assert.deepEqual(
      earlier.map(({ id, passed }) => ({ id, passed })),
      [{ id: bare, passed: false }],
    )
  })

  test('are never those of another team', async () => {
    const [mine, theirs] = [await newAddress(), await newAddress()]
    await sent(theirs.address)
    assert.deepEqual(await sentBefore({ teamId: mine.address.teamId, fromDomain: 'acme.com', before: newId() }), [])
  })

  test('are those of one address, where that is all the reader knows', async () => {
    const { address } = await newAddress()
    const { teamId } = address
    const other = await issueAddress({ teamId, domain: 'seedbed.localhost' })
    await sent(other.address)
    const own = await sent(address)
    const asked = { teamId, fromDomain: 'acme.com', before: newId() }
    assert.deepEqual(
      (await sentBefore({ ...asked, addressId: address.id })).map(({ id }) => id),
      [own],
    )
    assert.equal((await sentBefore(asked)).length, 2)
  })

  test('are not those of an address whose time is over', async () => {
    const { address } = await newAddress()
    await sent(address)
    await prisma.address.update({ where: { id: address.id }, data: { keptUntil: new Date(0) } })
    assert.deepEqual(await sentBefore({ teamId: address.teamId, fromDomain: 'acme.com', before: newId() }), [])
  })

  test('end, but the last passing one is found behind many that did not pass', async () => {
    const { address } = await newAddress()
    const passed = await sent(address)
    for (let n = 0; n < 21; n++) await sent(address, { ...authentication('fail'), findings: [problem] })
    const earlier = await sentBefore({ teamId: address.teamId, fromDomain: 'acme.com', before: newId() })
    assert.deepEqual([earlier.length, earlier.at(-1)?.id], [21, passed])
  })

  test('are none before what is no id', async () => {
    const { address } = await newAddress()
    assert.deepEqual(await sentBefore({ teamId: address.teamId, fromDomain: 'acme.com', before: "x' OR true" }), [])
  })
})
