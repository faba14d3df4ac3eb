/** Finding by a few letters: what fits, of whom, and by which index. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { deleteAddress, issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { addDomains, changeDomains } from '#prisma/domain.ts'
import { findAddresses, findDomains, findScans } from '#prisma/find.ts'
import { createProject } from '#prisma/project.ts'
import { createScan } from '#prisma/scan.ts'
import { newTeam } from '../helpers/people.ts'

let teamId: string
let seed: string
const projects: string[] = []
const seen = { shop: '', bank: '' }

before(async () => {
  ;({ teamId } = await newTeam())
  for (const name of ['Shop', 'Bank']) projects.push((await createProject({ teamId, name }))?.id ?? '')
  ;[seen.shop = '', seen.bank = ''] = projects
  const reach = { teamId, projects: null }
  await addDomains({
    teamId,
    domains: ['acme.com', 'my-acme.net', 'bank.test'].map((name) => ({ name, tags: [], projectId: null })),
  })
  await changeDomains(reach, ['bank.test'], { projectId: seen.bank })
  for (const [name, projectId] of [
    ['Spring newsletter', seen.shop],
    ['Invoices', seen.bank],
    ['Gone', null],
  ] as const) {
    const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost', projectId })
    await prisma.address.update({ where: { id: address.id }, data: { name } })
    if (name === 'Invoices') seed = address.seed
    if (name === 'Gone') await deleteAddress({ ...reach, id: address.id })
  }
  for (const subject of ['acme.com', 'acme.com', 'acme.org', 'bank.test']) {
    await createScan({ teamId, subject, projectId: subject === 'bank.test' ? seen.bank : null })
  }
  await createScan({ teamId, kind: 'host', subject: 'acme-mx.test', projectId: seen.shop })
})

const domains = async (text: string, within: string[] | null = null) =>
  (await findDomains({ teamId, projects: within }, text, 10)).map(({ name }) => name)
const addresses = async (text: string, within: string[] | null = null) =>
  (await findAddresses({ teamId, projects: within }, text, 10)).map(({ name }) => name)
const scans = async (text: string, within: string[] | null = null) =>
  (await findScans({ teamId, projects: within }, text, 10)).map(({ subject }) => subject)

describe('domains are found', () => {
  test('by any part, those that begin with it first', async () =>
    assert.deepEqual(await domains('ACME'), ['acme.com', 'my-acme.net']))
  test('all of them, when nothing is asked for', async () => assert.equal((await domains('')).length, 3))
  test('not by a sign that means something to a database', async () => assert.deepEqual(await domains('%'), []))
  test('only in reach', async () => assert.deepEqual(await domains('', [seen.bank]), ['bank.test']))
})

describe('addresses are found', () => {
  test('by the beginnings of words of their name', async () =>
    assert.deepEqual(await addresses('spr NEWS'), ['Spring newsletter']))
  test('by their seed, with hyphens and in capitals', async () => {
    const typed = seed.toUpperCase().match(/.{4}/g)?.join('-') ?? ''
    assert.deepEqual(await addresses(typed), ['Invoices'])
    assert.deepEqual(await addresses(`${typed}+spring`), ['Invoices'])
    assert.deepEqual(await addresses(`${typed}@seedbed.localhost`), ['Invoices'])
  })
  test('by how their seed begins', async () => assert.deepEqual(await addresses(seed.slice(0, 7)), ['Invoices']))
  test('not by operators, and not by nothing', async () => {
    for (const text of ["'", '!', 'spring | invoices', ':*', '', '   ', '\\']) assert.deepEqual(await addresses(text), [], text)
  })
  test('not when they are deleted', async () => assert.deepEqual(await addresses('gone'), []))
  test('only in reach', async () => {
    assert.deepEqual(await addresses('spring', [seen.bank]), [])
    assert.deepEqual(await addresses('invoices', [seen.bank]), ['Invoices'])
    assert.deepEqual(await addresses('spring', []), [])
  })
})

describe('reports are found', () => {
  test('by how the name begins, the newest on each', async () => {
    assert.deepEqual(await scans('Acme'), ['acme-mx.test', 'acme.org', 'acme.com'])
    const [newest] = await prisma.scan.findMany({ where: { teamId, subject: 'acme.com' }, orderBy: { id: 'desc' }, take: 1 })
    assert.equal((await findScans({ teamId, projects: null }, 'acme.com', 10))[0]?.id, newest?.id)
  })
  test('not by nothing', async () => assert.deepEqual(await scans(' '), []))
  test('only in reach', async () => {
    assert.deepEqual(await scans('a', [seen.shop]), ['acme-mx.test'])
    assert.deepEqual(await scans('bank', [seen.shop]), [])
    assert.deepEqual(await scans('acme', []), [])
  })
})

test('nothing of another team', async () => {
  const other = { teamId: (await newTeam()).teamId, projects: null }
  for (const find of [findDomains, findAddresses, findScans]) assert.deepEqual(await find(other, 'acme', 10), [])
})

describe('the plan uses', () => {
  const rows: [index: string, sql: string][] = [
    [
      'Address_words_idx',
      `SELECT id FROM "Address" WHERE (to_tsvector('simple', "name") || array_to_tsvector(ARRAY["seed"])) @@ '''spring'':*'::tsquery`,
    ],
    [
      'subject',
      `SELECT scan.subject FROM "Scan" AS scan WHERE scan."teamId" = gen_random_uuid() AND scan.kind <> 'mail' AND scan.changes IS NULL
       AND scan.subject COLLATE "C" > 'acme' AND scan.subject COLLATE "C" < 'acme~' ORDER BY scan.subject COLLATE "C" LIMIT 1`,
    ],
  ]
  for (const [index, sql] of rows) {
    test(index, async () => {
      const plan = await prisma.$transaction(async (db) => {
        await db.$executeRawUnsafe('SET LOCAL enable_seqscan = off')
        await db.$executeRawUnsafe('SET LOCAL enable_sort = off')
        return db.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql.replace('gen_random_uuid()', `'${teamId}'::uuid`)}`)
      })
      const text = plan.map((line) => line['QUERY PLAN']).join('\n')
      assert.match(text, new RegExp(`Index.*${index}`), text)
      assert.doesNotMatch(text, /Seq Scan/, text)
    })
  }
})
