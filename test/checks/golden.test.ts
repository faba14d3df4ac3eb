/**
 * Whole mails and what the whole report says of them, kept in `golden/`. A change that is meant is written down with
 *
 *     GOLDEN=write npm test -- test/checks/golden.test.ts
 *
 * and read in the difference.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import { type Report, reportSchema } from '#checks/report.ts'
import { received } from '../helpers/mails.ts'
import { golden } from '../helpers/whole-mails.ts'
import { netOf } from '../helpers/zone.ts'

const folder = join(import.meta.dirname, 'golden')
const fileOf = (name: string) => join(folder, `${name}.json`)

/** What a reader of the report learns, without sentences of single rows and without times. */
function shortened({ score, coverage, limit, headline, judgedAs, authentication, first, receivers, sections, findings }: Report) {
  return {
    score,
    coverage,
    limit: limit ? `${limit.by} ${limit.code} ${limit.score}` : null,
    headline: [headline.kind, headline.say.text, headline.cause?.text ?? ''],
    judgedAs,
    authentication: authentication && {
      spf: authentication.spf.result,
      dkim: authentication.dkim.map(({ result, domain }) => `${result} ${domain}`),
      dmarc: `${authentication.dmarc.result} ${authentication.dmarc.policy}`.trim(),
      arc: authentication.arc.result,
    },
    receivers: receivers?.map(({ id, everyone, bulk, requirements }) => {
      const unmet = requirements.filter(({ state }) => state === 'not-met').map(({ row }) => row)
      return [`${id}: ${everyone.verdict}`, ...(bulk ? [`bulk ${bulk.verdict}`] : []), ...unmet].join(', ')
    }),
    first: first.map(({ id, before, after }) => `${id} ${before} ${after}`),
    lost: Object.fromEntries(sections.filter(({ lost }) => lost > 0).map(({ id, lost }) => [id, Math.round(lost * 10) / 10])),
    findings: Object.fromEntries(findings.map(({ id, verdict, code }) => [id, `${verdict} ${code}`])),
  }
}

describe('the whole report of', () => {
  for (const [name, { raw, world, changes = {} }] of Object.entries(golden)) {
    test(name, async () => {
      const report = reportSchema.parse(await judgeMail(await gather(received(raw, changes)), netOf(world)))
      const now = shortened(report)
      if (process.env.GOLDEN === 'write') writeFileSync(fileOf(name), `${JSON.stringify(now, undefined, 2)}\n`)
      assert.deepEqual(JSON.parse(JSON.stringify(now)), JSON.parse(readFileSync(fileOf(name), 'utf8')))
    })
  }
})

test('every report that is kept is asked for', () => {
  assert.deepEqual(
    readdirSync(folder).sort(),
    Object.keys(golden)
      .map((name) => `${name}.json`)
      .sort(),
  )
})
