/**
 * What is asked of the joined changes of any report, whatever the world: taken through the form of a rehearsal they are the same changes; with
 * them published at once, every finding they name passes; no name ends with two records of which it may have one; and what is copied is a
 * line of a zone file, without blanks and without anybody's example.
 */
import assert from 'node:assert/strict'
import type { RecordChange } from '#checks/check.ts'
import { judgeDomain } from '#checks/judge-domain.ts'
import { isDmarc } from '#checks/records/dmarc.ts'
import { isSpf } from '#checks/records/spf.ts'
import type { Report, ReportJoinedChange, ReportRecordChange } from '#checks/report.ts'
import type { Domain } from '#checks/subject.ts'
import { rehearse } from '#net/overlay.ts'
import { readRecord } from '#net/presentation.ts'
import { readZoneFile } from '#net/zone-file.ts'
import { zoneLine } from '../../app/report/plain.ts'
import { readForm } from '../../app/what-if/changes.server.ts'
import { publishedRows, rowsWith } from '../../app/what-if/rows.server.ts'
import { netOf, type World, type Zone } from './zone.ts'

type Joined = ReportJoinedChange & RecordChange

/** @throws {AssertionError} when one of these does not hold. Returns the report's changes. */
export async function assertJoined(subject: Domain, zone: Zone, world: World = {}): Promise<Joined[]> {
  const report = await judgeDomain(subject, netOf(zone, world), { rehearse })
  const changes = (report.changes ?? []) as Joined[]
  if (changes.length === 0) return []
  const formed = throughForm(report, changes)
  const net = rehearse(netOf(zone, world), formed)
  const { findings } = await judgeDomain(subject, net, { rehearse })
  for (const { value, mends } of changes) {
    for (const id of mends) assert.equal(findings.find((one) => one.id === id)?.verdict, 'pass', `${id}: ${value}`)
  }
  for (const name of new Set(changes.filter(({ type }) => type === 'TXT').map((change) => change.name))) {
    const texts = (await net.dns.resolve(name, 'TXT')).records.map(({ text }) => text)
    for (const isOne of [isSpf, isDmarc]) assert.ok(texts.filter(isOne).length <= 1, texts.join('\n'))
  }
  for (const change of changes) assertCopyable(change, subject.domain, zone)
  return changes
}

/** The changes as the form sends them when nobody touched what was filled in. */
function throughForm(report: Report, changes: Joined[]): RecordChange[] {
  const names = changes.map(({ name }) => name.toLowerCase())
  const rows = rowsWith(publishedRows(report, names).rows, changes)
  const { rows: read, changes: formed } = readForm(rows, { domains: names, names: new Set() })
  const stops = read.flatMap(({ notes }) => notes.filter((note) => note.stops))
  assert.deepEqual(stops, [])
  const written = (all: Omit<ReportRecordChange, 'ttl'>[]) =>
    all
      .map(({ action, name, type, value, was }) =>
        [action, name.toLowerCase(), type, value, action === 'replace' ? was : ''].join(' '),
      )
      .sort()
  assert.deepEqual(written(formed), written(changes))
  return formed.map((change) => ({ ...(change as RecordChange), ttl: 3600 }))
}

/** Names that stand for others in documents (RFC 2606, RFC 6761). */
const isExample = (name: string): boolean => /(^|\.)(example|invalid|test|example\.(com|net|org))$/i.test(name)

function assertCopyable(change: RecordChange, domain: string, zone: Zone): void {
  const line = zoneLine(change)
  assert.doesNotMatch(line, /[<>…]/)
  const known = `${domain} ${Object.entries(zone).flat(3).join(' ')}`.toLowerCase()
  for (const [name] of change.value.matchAll(/[\w-]+(?:\.[\w-]+)+/g)) {
    if (!isExample(name)) continue
    const [end = ''] = /[^.]+\.[^.]+$/.exec(name.toLowerCase()) ?? []
    assert.ok(known.includes(end), `${name} is nobody's here: ${line}`)
  }
  const [record, ...more] = readZoneFile(line)
  assert.equal(more.length, 0)
  assert.deepEqual([record?.name, record?.type], [change.name.toLowerCase(), change.type])
  const data = readRecord(change.type, change.value)
  if (record && 'text' in record.data && 'text' in data) assert.equal(record.data.text, data.text)
  else assert.deepEqual(record?.data, data)
}
