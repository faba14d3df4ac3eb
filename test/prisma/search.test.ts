/** Searching mails: what fits, page after page, and by which index. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { checkCounts, scores } from '#prisma/history.ts'
import { mailsOfTeam } from '#prisma/mail.ts'
import { type MailFilter, searchMails } from '#prisma/search.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { newTeam } from '../helpers/people.ts'
import { arrived, reported } from '../helpers/rows.ts'

interface Sent {
  subjectHeader: string
  fromHeader?: string
  label?: string
  peerAddress?: string
  projectId?: string
  failing?: boolean
}

const [shop, bank] = [newId(), newId()]
const sent: Sent[] = [
  { subjectHeader: 'Spring sale', label: 'spring' },
  { subjectHeader: 'Your invoice 4711', fromHeader: 'Bank <pay@bank.example>', projectId: bank, failing: true },
  { subjectHeader: 'Summer: bücher & more', peerAddress: '2001:db8::1', projectId: shop },
  { subjectHeader: 'Spring is over', failing: true },
]
let teamId = ''
const subjects = new Map<string, string>()

before(async () => {
  ;({ teamId } = await newTeam())
  for (const one of sent) {
    const address = { id: newId(), teamId, email: 'seed@seedbed.localhost' }
    await prisma.address.create({
      data: {
        id: address.id,
        teamId,
        seed: newId().slice(-16),
        domain: 'seedbed.localhost',
        tokenHash: Buffer.from(newId()),
        receivesUntil: new Date(),
        keptUntil: new Date(Date.now() + 1e9),
      },
    })
    const id = await arrived(address)
    const {
      subjectHeader,
      fromHeader = 'Shop <a@shop.example>',
      label = null,
      peerAddress,
      projectId = null,
      failing = false,
    } = one
    const fromDomain = fromHeader.split('@')[1]?.replace('>', '') ?? ''
    await reported({ teamId }, id, failing ? { findings: domainReport().findings } : {}, {
      subjectHeader,
      fromHeader,
      fromDomain,
    })
    await prisma.mail.update({ where: { id }, data: { label, projectId, ...(peerAddress && { peerAddress }) } })
    subjects.set(id, subjectHeader)
  }
})

const found = async (filter: MailFilter, projects: string[] | null = null) =>
  (await searchMails({ teamId, projects }, filter, { take: 10 })).mails.map(({ id }) => subjects.get(id))

describe('a search finds', () => {
  const all = sent.map(({ subjectHeader }) => subjectHeader).reverse()
  const rows: [title: string, filter: MailFilter, subjects: string[]][] = [
    ['everything, newest first', {}, all],
    ['a word of the subject', { words: 'spring' }, ['Spring is over', 'Spring sale']],
    ['the beginning of a word', { words: 'inv' }, ['Your invoice 4711']],
    ['all of the words', { words: 'sale SPRING' }, ['Spring sale']],
    ['a word of the sender', { words: 'bank' }, ['Your invoice 4711']],
    ['a word of the label', { words: 'spring', label: 'spring' }, ['Spring sale']],
    ['letters beyond ASCII', { words: 'büch' }, ['Summer: bücher & more']],
    ['no operator in what is typed', { words: "spring | ' & ! ( :* invoice" }, []],
    ['everything for signs alone', { words: '&|!' }, all],
    ['a domain', { domain: 'bank.example' }, ['Your invoice 4711']],
    ['a sending address', { address: '2001:db8::1' }, ['Summer: bücher & more']],
    ['a check that found something', { check: 'dmarc-syntax' }, ['Spring is over', 'Your invoice 4711']],
    ['its code', { check: 'dmarc-syntax', code: 'bad-policy' }, ['Spring is over', 'Your invoice 4711']],
    ['no other code', { check: 'dmarc-syntax', code: 'bad-tag' }, []],
    ['its verdict', { check: 'dmarc-syntax', verdict: 'warn' }, []],
    ['a code of whatever check', { code: 'bad-policy' }, ['Spring is over', 'Your invoice 4711']],
    ['a verdict of whatever check', { verdict: 'fail' }, ['Spring is over', 'Your invoice 4711']],
    ['no code with another verdict', { code: 'bad-policy', verdict: 'unknown' }, []],
    ['a check together with a domain', { check: 'dmarc-syntax', domain: 'bank.example' }, ['Your invoice 4711']],
    ['a verdict together with a label', { verdict: 'fail', label: 'spring' }, []],
    ['a check together with a word', { check: 'dmarc-syntax', words: 'invoice' }, ['Your invoice 4711']],
    ['a project', { projectId: shop }, ['Summer: bücher & more']],
    ['nothing of tomorrow', { since: new Date(Date.now() + 86_400_000) }, []],
    ['nothing of yesterday', { until: new Date(Date.now() - 86_400_000) }, []],
  ]
  for (const [title, filter, subjects] of rows) test(title, async () => assert.deepEqual(await found(filter), subjects))

  test('what came into a sandbox only where it is asked for, and no chart counts it', async () => {
    const { teamId: other } = await newTeam()
    const address = { id: newId(), teamId: other, email: 'a@app.example' }
    const dates = { receivesUntil: new Date(), keptUntil: new Date(Date.now() + 1e9) }
    const named = { seed: newId().slice(-16), domain: 'seedbed.localhost', tokenHash: Buffer.from(newId()) }
    await prisma.address.create({ data: { id: address.id, teamId: other, kind: 'sandbox', ...named, ...dates } })
    const id = await arrived(address)
    await prisma.mail.update({ where: { id }, data: { source: 'submission' } })
    await reported({ teamId: other }, id, { findings: domainReport().findings })
    const reach = { teamId: other, projects: null }
    const ids = async (filter: MailFilter) => (await searchMails(reach, filter, { take: 9 })).mails.map((mail) => mail.id)
    assert.deepEqual([await ids({}), await ids({ isSandbox: true })], [[], [id]])
    assert.deepEqual(await ids({ isSandbox: true, check: 'dmarc-syntax' }), [id])
    const since = new Date(0)
    assert.deepEqual([await checkCounts({ teamId: other, since }), await scores({ teamId: other, since })], [[], []])
    const where = { teamId: other }
    assert.deepEqual([await prisma.dayCount.count({ where }), await prisma.mailDay.count({ where })], [0, 0])
    assert.deepEqual(await mailsOfTeam({ teamId: other }), [])
  })

  test('only what is in reach', async () => {
    assert.deepEqual(await found({}, [bank]), ['Your invoice 4711'])
    assert.deepEqual(await found({ projectId: shop }, [bank]), [])
    assert.deepEqual(await found({ check: 'dmarc-syntax' }, [shop]), [])
    assert.deepEqual(await found({}, [bank, shop]), ['Summer: bücher & more', 'Your invoice 4711'])
    assert.deepEqual(await found({}, []), [])
    const other = await newTeam()
    assert.deepEqual(await searchMails({ teamId: other.teamId, projects: null }, {}, { take: 10 }), { mails: [], next: null })
  })
  for (const filter of [{}, { check: 'dmarc-syntax' }]) {
    test(`each mail once, page after page: ${JSON.stringify(filter)}`, async () => {
      const seen: string[] = []
      for (let before: string | undefined; ; ) {
        const { mails, next } = await searchMails({ teamId, projects: null }, filter, { take: 1, before })
        seen.push(...mails.map(({ id }) => subjects.get(id) ?? ''))
        if (!next) break
        before = next
      }
      assert.deepEqual(seen, await found(filter))
    })
  }
})

test('counts over months are those of the days, and agree with those of the hours', async () => {
  const total = (rows: { verdict: string; count: number }[]) =>
    rows.filter(({ verdict }) => verdict === 'fail').reduce((sum, { count }) => sum + count, 0)
  const [days, hours] = await Promise.all(
    [30, 1].map((range) => checkCounts({ teamId, since: new Date(Date.now() - range * 86_400_000) })),
  )
  assert.equal(total(days ?? []), 2)
  assert.equal(total(hours ?? []), 2)
})

describe('the plan uses', () => {
  const rows: [index: string, sql: string][] = [
    [
      'Mail_words_idx',
      `SELECT id FROM "Mail" AS mail WHERE to_tsvector('simple', coalesce(mail."subjectHeader", '') || ' ' || coalesce(mail."fromHeader", '') || ' ' || coalesce(mail."label", '')) @@ to_tsquery('simple', '''spring'':*')`,
    ],
  ]
  for (const [index, sql] of rows) {
    test(index, async () => {
      const plan = await prisma.$transaction(async (db) => {
        await db.$executeRawUnsafe('SET LOCAL enable_seqscan = off')
        return db.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql.replace('gen_random_uuid()', `'${teamId}'::uuid`)}`)
      })
      const text = plan.map((line) => line['QUERY PLAN']).join('\n')
      assert.match(text, /Index/, text)
      assert.doesNotMatch(text, /Seq Scan/, text)
    })
  }
})
