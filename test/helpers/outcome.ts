/** What a check says about a fake world, in the words of a test row. */
import assert from 'node:assert/strict'
import type { Check, Finding, RecordChange } from '#checks/check.ts'
import { Unreachable } from '#checks/net.ts'
import { isBimi, readBimi } from '#checks/records/bimi.ts'
import { readDkimKey } from '#checks/records/dkim.ts'
import { isDmarc, readDmarc } from '#checks/records/dmarc.ts'
import { isMtaSts, readMtaSts } from '#checks/records/mta-sts.ts'
import { isSpf, readSpf } from '#checks/records/spf.ts'
import { isTlsRpt, readTlsRpt } from '#checks/records/tls-rpt.ts'
import type { Domain } from '#checks/subject.ts'
import { assertJoined } from './joined.ts'
import { netOf, type World, type Zone } from './zone.ts'

/** The domain example.com, seen sending, with the DKIM key `s1`. */
export function domainSubject(changes: Partial<Domain> = {}): Domain {
  return {
    kind: 'domain',
    domain: 'example.com',
    spfDomain: 'example.com',
    sends: true,
    selectors: [{ domain: 'example.com', selector: 's1', source: 'mail' }],
    ...changes,
  }
}

/**
 * The finding, or `lookup-failed` where the check was left without an answer, as a report would have it. Of a finding with something to publish
 * the whole report is asked too: what it joins must hold.
 */
export async function findingOf<Subject>(
  check: Check<Subject>,
  subject: Subject,
  zone: Zone,
  world: World = {},
): Promise<Finding> {
  try {
    const finding = await check.run(subject, netOf(zone, world))
    assertPublishable(finding)
    if (isDomain(subject) && recordsOf(finding).length > 0) await assertJoined(subject, zone, world)
    return finding
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    const explanation = { text: error.message, strings: [error.message], values: [] }
    return { verdict: 'unknown', code: check.silence ?? 'lookup-failed', side: error.side, evidence: [], explanation }
  }
}

const isDomain = (subject: unknown): subject is Domain =>
  typeof subject === 'object' &&
  subject !== null &&
  'kind' in subject &&
  subject.kind === 'domain' &&
  'domain' in subject &&
  subject.domain !== ''

/** Every record of the fix, also those behind a question. */
export function recordsOf(finding: Finding): RecordChange[] {
  if (!('fix' in finding)) return []
  const asked = (finding.fix.asks ?? []).flatMap(({ answers }) => answers.flatMap(({ records }) => records ?? []))
  return [...(finding.fix.records ?? []), ...asked]
}

/** The zone after these changes were published. */
export function published(zone: Zone, changes: RecordChange[]): Zone {
  const after: Record<string, Zone[string]> = { ...zone }
  for (const { action, name, type, value, was } of changes) {
    const key = `${name} ${type}`
    const there = after[key] ?? []
    const records = typeof there === 'string' ? [there] : 'does' in there ? [] : [...there]
    const gone = action === 'delete' ? value : was
    const kept = action === 'add' ? records : records.filter((record) => [record].flat().join('') !== gone)
    const now = action === 'delete' ? kept : [...kept, value]
    if (now.length > 0) after[key] = now
    else delete after[key]
  }
  return after
}

/** Rows whose fix can be published without an answer, and that are still bad once it was. There should be none. */
export async function unmended(
  check: Check<Domain>,
  rows: (readonly [string, Zone, string, string, Partial<Domain>?])[],
): Promise<string[]> {
  const bad = await Promise.all(
    rows.map(async ([title, zone, verdict, , changes]) => {
      if (verdict !== 'warn' && verdict !== 'fail') return []
      const finding = await findingOf(check, domainSubject(changes), zone)
      const records = 'fix' in finding ? (finding.fix.records ?? []) : []
      if (records.length === 0) return []
      const after = await findingOf(check, domainSubject(changes), published(zone, records))
      return after.verdict === 'pass' || after.verdict === 'info' ? [] : [`${title}: ${after.code}, ${after.explanation.text}`]
    }),
  )
  return bad.flat()
}

/** A record in a fix has no blanks, and is itself in order. */
function assertPublishable(finding: Finding): void {
  for (const { action, name, value } of recordsOf(finding)) {
    assert.doesNotMatch(value, /[<>…]/)
    if (action === 'delete') continue
    if (isSpf(value)) assert.ok(readSpf(value).valid, value)
    if (isMtaSts(value)) assert.deepEqual(readMtaSts(value).problems, [], value)
    if (isTlsRpt(value)) assert.deepEqual(readTlsRpt(value).problems, [], value)
    if (isBimi(value)) assert.deepEqual(readBimi(value).problems, [], value)
    // The consent to get reports has no policy (RFC 9990 §4).
    if (isDmarc(value) && !name.includes('._report._dmarc.')) assert.ok(readDmarc(value).processed, value)
    if (/p=/.test(value) && /^v=DKIM1/.test(value)) assert.deepEqual(readDkimKey(value).problems, [], value)
  }
}
