/** A mail analysed again: with what its reader decided, while the reports of before stay. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { checkCounts } from '#prisma/history.ts'
import { mailById, requestNewAnalysis } from '#prisma/mail.ts'
import { analysesOfMail, reportOfMail, saveReport } from '#prisma/report.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

after(() => prisma.$disconnect())

const seen = { subjectHeader: '', fromHeader: '', fromDomain: 'sender.example', messageId: '' }

async function mailOfNewTeam() {
  const { address } = await newAddress()
  const mailId = await arrived(address)
  return { mailId, teamId: address.teamId, address }
}

async function mailWithReport() {
  const made = await mailOfNewTeam()
  await reported(made.address, made.mailId, { score: 3 })
  return made
}

/** Saves the report of a later analysis: the one before, with another score. */
async function save({ mailId, teamId }: { mailId: string; teamId: string }, analysis: number, score = 4): Promise<boolean> {
  const before = await reportOfMail({ mailId })
  const report = before ?? assert.fail('a report to go by')
  const mail = { id: mailId, teamId, receivedAt: new Date() }
  return saveReport({ mail, analysis, report: { ...report, score }, seen, bounces: [] })
}

describe('what a reader decides', () => {
  test('is news, however young the report is', async () => {
    const { mailId, teamId } = await mailWithReport()
    assert.equal(await requestNewAnalysis({ mailId, teamId, terms: { kind: 'personal', bulk: false } }), 2)
    assert.deepEqual((await mailById(mailId))?.terms, { kind: 'personal', bulk: false })
  })
  test('is no news the second time', async () => {
    const mail = await mailWithReport()
    const terms = { kind: 'personal', bulk: false } as const
    await requestNewAnalysis({ ...mail, terms })
    assert.equal(await save(mail, 2), true)
    assert.equal(await requestNewAnalysis({ ...mail, terms }), null)
  })
  test('gives up an analysis that is under way without it', async () => {
    const mail = await mailOfNewTeam()
    assert.equal(await requestNewAnalysis({ ...mail, terms: { bulk: true } }), 2)
    await reported(mail.address, mail.mailId)
    assert.equal(await reportOfMail({ mailId: mail.mailId }), null)
  })
  test('holds for later analyses, but what may be fetched is asked anew', async () => {
    const mail = await mailWithReport()
    await requestNewAnalysis({ ...mail, terms: { kind: 'newsletter', links: true, images: true } })
    await save(mail, 2)
    await prisma.report.updateMany({ where: { mailId: mail.mailId }, data: { createdAt: new Date(Date.now() - 60_000) } })
    assert.equal(await requestNewAnalysis(mail), 3)
    assert.deepEqual((await mailById(mail.mailId))?.terms, { kind: 'newsletter' })
  })
  test('about a mail of somebody else is not taken', async () => {
    const [{ mailId }, { teamId }] = [await mailWithReport(), await mailOfNewTeam()]
    assert.equal(await requestNewAnalysis({ mailId, teamId, terms: { bulk: true } }), null)
    assert.equal((await mailById(mailId))?.terms, null)
  })
})

test('what the receivers make of a mail is not counted beside what it repeats', async () => {
  const mail = await mailOfNewTeam()
  const one = { title: '', reference: '', verdict: 'fail' as const, code: 'x', evidence: [], costs: 0 }
  const explanation = { text: '', strings: [''], values: [] }
  const findings = [
    { ...one, id: 'dmarc-result', section: 'authentication', explanation },
    { ...one, id: 'gmail-sender', section: 'receivers', explanation },
    { ...one, id: 'bounce-class', section: 'bounce', explanation },
  ]
  await reported(mail.address, mail.mailId, { findings })
  const counted = await checkCounts({ teamId: mail.teamId, since: new Date(Date.now() - 7_200_000) })
  assert.deepEqual(
    counted.map(({ checkId }) => checkId),
    ['dmarc-result'],
  )
  assert.equal((await mailById(mail.mailId))?.problems, 1)
})

test('the analyses of a mail are listed, newest first, each with its score', async () => {
  const mail = await mailWithReport()
  await requestNewAnalysis({ ...mail, terms: { bulk: true } })
  await save(mail, 2, 5)
  const analyses = await analysesOfMail(mail)
  assert.deepEqual(
    analyses.map(({ analysis, score }) => [analysis, score]),
    [
      [2, 5],
      [1, 3],
    ],
  )
})
