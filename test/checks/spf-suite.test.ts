/** The open RFC 7208 test suite (SUITES_DIR), every case, asked of a real name server through what `seedbed spf` asks. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { judgeSpf } from '#checks/judge-spf.ts'
import { spfAnswerSchema } from '#checks/report.ts'
import { env } from '#env'
import { startNameServer } from '#net/name-server.ts'
import { openNet } from '#net/open.ts'
import { silent, type Zone, type ZoneValue } from '#net/zone.ts'

interface Case {
  helo: string
  host: string
  mailfrom: string
  /** A list means any of them. */
  result: string | string[]
  explanation?: string
}

type SuiteRecord = 'TIMEOUT' | Record<string, string | string[] | [number, string]>

interface Scenario {
  description: string
  tests: Record<string, Case>
  zonedata: Record<string, SuiteRecord[]>
}

const file = join(env.SUITES_DIR, 'spf-rfc7208', 'rfc7208-tests.json')

/** The suite's zone rules: SPF counts as TXT unless TXT is given ("NONE" gives none), and after TIMEOUT every other type is silent. */
function zoneOf(scenario: Scenario): Zone {
  const zone: Record<string, ZoneValue | typeof silent> = {}
  for (const [name, records] of Object.entries(scenario.zonedata)) {
    const ofType = Map.groupBy(
      records.filter((record) => record !== 'TIMEOUT').flatMap((record) => Object.entries(record)),
      ([type]) => type,
    )
    const values = (type: string) => (ofType.get(type) ?? []).map(([, value]) => value)
    const texts = values(ofType.has('TXT') ? 'TXT' : 'SPF').filter((value) => value !== 'NONE')
    const list = (type: string) =>
      values(type).map((value) => (Array.isArray(value) ? `${value[0]} ${value[1] || '.'}` : String(value)))
    if (texts.length > 0) zone[`${name} TXT`] = texts.map((text) => (Array.isArray(text) ? text.map(String) : String(text)))
    for (const type of ['A', 'AAAA', 'MX', 'PTR', 'CNAME']) if (ofType.has(type)) zone[`${name} ${type}`] = list(type)
    if (records.includes('TIMEOUT')) zone[`${name} ANY`] = silent
  }
  return zone
}

describe('the RFC 7208 suite', () => {
  if (!existsSync(file)) {
    test(`NOT RUN: there is no ${file}; set SUITES_DIR`, (t) => t.diagnostic(`there is no ${file}`))
    return
  }
  const scenarios: Scenario[] = JSON.parse(readFileSync(file, 'utf8'))
  for (const scenario of scenarios) {
    describe(scenario.description, { concurrency: true }, () => {
      const server = startNameServer(zoneOf(scenario))
      for (const [title, { host, helo, mailfrom, result, explanation }] of Object.entries(scenario.tests)) {
        test(title, async () => {
          const net = openNet({ servers: [(await server).address], timeoutMs: 100 })
          const answer = spfAnswerSchema.parse(await judgeSpf({ ip: host, helo, mailFrom: mailfrom }, net))
          assert.ok([result].flat().includes(answer.result), `${answer.result} (${answer.explanation}), expected ${result}`)
          if (explanation && answer.result === 'fail')
            assert.equal(answer.explanation, explanation === 'DEFAULT' ? '' : explanation)
        })
      }
      after(async () => (await server).close())
    })
  }
})
