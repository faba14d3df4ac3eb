/** Mails that others signed and sealed (SUITES_DIR), through our reading of mailauth's answers. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
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

const withRecords = Object.fromEntries(['001', '002', '003', '004', '005', '006'].map((name) => [`${name}.txt`, true]))

/** The keys of RFC 8463 appendix A.2, with which the mails without records of their own are signed. */
const football: Zone = {
  'brisbane._domainkey.football.example.com TXT': 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  'test._domainkey.football.example.com TXT':
    'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB',
}

/** What each signature of these mails comes to, top to bottom. */
const alone: Record<string, string[]> = {
  'rfc8463-example.msg': ['pass', 'pass'],
  'extra/rfc6376.signed.msg': ['pass', 'pass'],
  'extra/rfc6376.signed.rsa.msg': ['pass'],
  'extra/ed25519test.msg': [],
  'extra/test.message': [],
}

/** A key record for a mail that is not signed. */
const accounted = ['extra/ed25519test.dns']

describe('the dkim suite', () => {
  if (!here('dkim')) {
    test(missing('dkim'), (t) => t.diagnostic(missing('dkim')))
    return
  }
  test('has these files and no others', () => {
    const files = readdirSync(join(env.SUITES_DIR, 'dkim'), { recursive: true }).map(String)
    assert.deepEqual(
      files.filter((file) => file.includes('.')).sort(),
      [...Object.keys(withRecords), ...Object.keys(alone), ...accounted].sort(),
    )
  })
  for (const [file, results] of Object.entries(alone)) {
    test(`${file}: ${results.join(' and ') || 'not signed'}`, async () => {
      const mail = readFileSync(join(env.SUITES_DIR, 'dkim', file), 'latin1')
      const receivedAt = '2026-11-21T10:00:00.000Z'
      const { dkim } = await evaluateDmarc(await gathered(mail, { receivedAt }), netOf(football))
      assert.deepEqual(
        dkim.signatures.map(({ result }) => result),
        results,
      )
    })
  }
  for (const file of Object.keys(withRecords)) {
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

/** Where the suite, written for a draft of 2016, and RFC 8617 part ways: what the RFC says, and why. */
const otherwise: Record<string, { cv: string; why: string }> = {
  ams_fields_c_na: {
    cv: 'fail',
    why: 'without c= the canonicalization is simple/simple, as in DKIM (RFC 8617 §4.1.2, RFC 6376 §3.5)',
  },
  ams_fields_h_empty: { cv: 'fail', why: 'h= must not be empty, and must list From (RFC 6376 §3.5, §6.1.1)' },
}

const readScenarios = <Case>(file: string) =>
  JSON.parse(readFileSync(join(env.SUITES_DIR, 'arc', file), 'utf8')) as (Omit<ArcScenario, 'tests'> & {
    tests: Record<string, Case>
  })[]

const arcZone = (records: Record<string, string>): Zone =>
  Object.fromEntries(Object.entries(records).map(([name, text]) => [`${name} TXT`, text.replace(/\s*\n\s*/g, '')]))

async function arcOf(message: string, zone: Zone): Promise<string> {
  const { kind } = await arcChain(await gathered(message.replace(/\r?\n/g, '\r\n')), netOf(zone))
  return { absent: 'none', pass: 'pass', fail: 'fail', structure: 'fail', temperror: 'temperror' }[kind]
}

describe('the arc suite', () => {
  if (!here('arc')) {
    test(missing('arc'), (t) => t.diagnostic(missing('arc')))
    return
  }
  const scenarios = readScenarios<ArcCase>('arc-draft-validation-tests.json')
  for (const { description, tests, 'txt-records': records } of scenarios) {
    for (const [id, { message, cv }] of Object.entries(tests)) {
      const { cv: expected, why } = otherwise[id] ?? { cv: cv.toLowerCase(), why: undefined }
      test(`${description}: ${id} is ${expected || 'no pass'}${why ? `, for ${why}` : ''}`, async () => {
        // The suite leaves open what a broken chain that says so itself is called.
        assert.equal(await arcOf(message, arcZone(records)), expected || 'fail')
      })
    }
  }
  test('has 171 cases', () => assert.equal(scenarios.flatMap(({ tests }) => Object.keys(tests)).length, 171))

  test('has 17 cases of sealing, which are not run: Seedbed seals nothing', () => {
    const sealing = readScenarios<object>('arc-draft-sign-tests.json')
    assert.equal(sealing.flatMap(({ tests }) => Object.keys(tests)).length, 17)
  })
})

interface Reading {
  parts: { headers: { name: string; value: ReadValue | string }[]; body?: object }[]
}
interface ReadValue {
  Text?: string
  Address?: { List?: { address?: string }[]; Group?: { addresses: { address?: string }[] }[] }
}

/** Where we read a mail otherwise than the parser whose reading stands beside it, and why. */
const readOtherwise: Record<string, { subject?: string; leaves?: number; why: string }> = {
  ...Object.fromEntries(
    ['001', '005'].map((name) => [
      `legacy/${name}.eml`,
      {
        subject: 'Die Hasen und die Fr+APY-sche (Microsoft Outlook 00)',
        why: 'UTF-7 is read by nobody any more (WHATWG Encoding §4.2)',
      },
    ]),
  ),
  ...Object.fromEntries(
    ['010', '020', '022', '027', '052'].map((name) => [
      `legacy/${name}.eml`,
      {
        subject: `Die Hasen und die Fr\u00f6sche${name === '010' ? '' : ' (Microsoft Outlook 00)'}`,
        why: 'octets that are no UTF-8 are shown as ISO 8859-1, as mail programs do',
      },
    ]),
  ),
  'thirdparty/015.eml': { leaves: 4, why: 'three attached mails stand between delimiters, and the other reads them as one' },
}

describe('the mime suite', () => {
  if (!here('mime')) {
    test(missing('mime'), (t) => t.diagnostic(missing('mime')))
    return
  }
  const folder = join(env.SUITES_DIR, 'mime')
  const files = readdirSync(folder, { recursive: true }).map(String).sort()
  const mails = files.filter((file) => file.endsWith('.eml'))
  test('has 84 mails and a reading of each', () => {
    assert.equal(mails.length, 84)
    assert.deepEqual(
      files.filter((file) => file.includes('.')),
      mails.flatMap((file) => [file, file.replace(/eml$/, 'json')]).sort(),
    )
  })
  for (const file of mails) {
    const known = readOtherwise[file]
    test(`${file} is read${known ? ` otherwise: ${known.why}` : ' as another parser reads it'}`, async () => {
      const mail = await gathered(readFileSync(join(folder, file)))
      const { parts } = JSON.parse(readFileSync(join(folder, file.replace(/eml$/, 'json')), 'utf8')) as Reading
      const value = (name: string): ReadValue => {
        const found = parts[0]?.headers.findLast((field) => field.name === name)?.value
        return typeof found === 'object' ? found : {}
      }
      const { List, Group } = value('from').Address ?? {}
      const line = (text: string) => text.replace(/\s+/g, ' ').trim()
      assert.deepEqual(
        { subject: line(mail.subjectHeader), from: mail.from[0]?.address ?? '', leaves: mail.structure.leaves.length },
        {
          subject: known?.subject ?? line(value('subject').Text ?? ''),
          from: List?.[0]?.address ?? Group?.[0]?.addresses[0]?.address ?? '',
          leaves: known?.leaves ?? parts.filter(({ body }) => body && !('Multipart' in body)).length,
        },
      )
    })
  }
})
