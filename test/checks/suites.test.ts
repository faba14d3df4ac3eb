/** Mails that others signed and sealed (SUITES_DIR), through our reading of mailauth's answers. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { arcChain } from '#checks/facts/arc-chain.ts'
import { evaluateDmarc } from '#checks/facts/dmarc-evaluation.ts'
import { env } from '#env'
import { gathered } from '../helpers/mails.ts'
import { netOf, refused, servfail, silent, type Zone } from '../helpers/zone.ts'

const here = (folder: string) => existsSync(join(env.SUITES_DIR, folder))
const missing = (folder: string) => `NOT RUN: there is no ${join(env.SUITES_DIR, folder)}; set SUITES_DIR`

/** The folder's form: lines of name, space and record, an empty line, the mail. */
function readSuiteMail(file: string): { zone: Zone; mail: string; time: string } {
  const text = readFileSync(join(env.SUITES_DIR, 'dkim', file), 'latin1')
  const [, records = '', mail = ''] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(text) ?? []
  const lines = records
    .split(/\r?\n/)
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const)
  // Where the signature has no time any time will do.
  const signedAt = Number(/[\s;]t=\s*(\d{9,10})/.exec(mail)?.[1] ?? 1667862801)
  return {
    zone: Object.fromEntries(lines.map(([name, record]) => [`${name} TXT`, record])),
    mail,
    time: new Date((signedAt + 60) * 1000).toISOString(),
  }
}

async function results(mail: string, zone: Zone, receivedAt: string): Promise<string[]> {
  const { dkim } = await evaluateDmarc(await gathered(mail, { receivedAt }), netOf(zone))
  return dkim.signatures.map(({ result }) => result)
}

describe('the dkim suite', () => {
  if (!here('dkim')) {
    test(missing('dkim'), (t) => t.diagnostic(missing('dkim')))
    return
  }
  for (const file of ['001.txt', '002.txt', '003.txt', '004.txt', '005.txt', '006.txt']) {
    const { zone, mail, time } = readSuiteMail(file)
    const every = (behaviour: Zone[string]) => Object.fromEntries(Object.keys(zone).map((name) => [name, behaviour]))
    test(`${file} verifies as it is`, async () => assert.ok((await results(mail, zone, time)).includes('pass')))
    const spoiled: [title: string, mail: string, zone: Zone][] = [
      ['a changed body', `${mail}\r\none more line\r\n`, zone],
      ['a changed Subject', mail.replace(/^Subject: /m, 'Subject: not '), zone],
      ['a changed From', mail.replace(/^From: /m, 'From: "not" '), zone],
      ['revoked keys', mail, every('v=DKIM1; p=')],
      ['no keys', mail, {}],
    ]
    for (const [title, changed, world] of spoiled) {
      test(`${file} does not pass with ${title}`, async () => assert.ok(!(await results(changed, world, time)).includes('pass')))
    }
    for (const [title, behaviour] of Object.entries({ silent, servfail, refused })) {
      test(`${file} is temperror when DNS is ${title}`, async () => {
        assert.ok((await results(mail, every(behaviour), time)).every((result) => result === 'temperror'))
      })
    }
  }
})

interface ArcCase {
  spec?: string
  message: string
  cv: string
}

interface ArcScenario {
  description: string
  tests: Record<string, ArcCase>
  'txt-records': Record<string, string>
}

/** Where the suite, written for a draft of 2016, and RFC 8617 part ways. */
const outdated: Record<string, string> = {
  ams_fields_c_na: 'without c= the canonicalization is simple/simple, as in DKIM (RFC 8617 §4.1.2, RFC 6376 §3.5)',
  ams_fields_h_empty: 'h= must not be empty, and must list From (RFC 6376 §3.5, §6.1.1)',
}

describe('the arc suite', () => {
  if (!here('arc')) {
    test(missing('arc'), (t) => t.diagnostic(missing('arc')))
    return
  }
  const scenarios = JSON.parse(
    readFileSync(join(env.SUITES_DIR, 'arc', 'arc-draft-validation-tests.json'), 'utf8'),
  ) as ArcScenario[]
  for (const { description, tests, 'txt-records': records } of scenarios) {
    const zone = Object.fromEntries(Object.entries(records).map(([name, text]) => [`${name} TXT`, text.replace(/\s*\n\s*/g, '')]))
    for (const [id, { message, cv }] of Object.entries(tests)) {
      if (outdated[id]) continue
      test(`${description}: ${id} is ${cv || 'no pass'}`, async () => {
        const mail = await gathered(message.replace(/\r?\n/g, '\r\n'))
        const { kind } = await arcChain(mail, netOf(zone))
        const said = { absent: 'none', pass: 'pass', fail: 'fail', structure: 'fail', temperror: 'temperror' }[kind]
        // The suite leaves open what a broken chain that says so itself is called.
        assert.equal(said, cv.toLowerCase() || 'fail')
      })
    }
  }
})
