/**
 * What a monitor makes of a look: what changed since it last knew, whom that must be told, and what is over. Alerts come of changes only,
 * never of what was so when watching began, and never of one look that was met with silence.
 */
import { type Words, say } from '#checks/check.ts'
import { leastCoverage } from '#checks/coverage.ts'
import type { Report, ReportFinding } from '#checks/report.ts'

export type AlertKind = 'failing' | 'listed' | 'port-down' | 'expiring' | 'record-changed' | 'cannot-check' | 'did-not-run'

/** What a monitor last knew of a check. `times`: how often in a row it was so. */
export interface KnownState {
  checkId: string
  code: string
  verdict: string
  since: Date
  /** While it could not be looked at. */
  unknownSince: Date | null
  times: number
}

/** What an alert says: what is so, its likely cause, and what to do first. No word of a mail. */
export interface AlertWords {
  what: Words
  cause?: Words | undefined
  step?: Words | undefined
}

export interface Opened {
  kind: AlertKind
  checkId: string
  code: string
  since: Date
  says: AlertWords
  /** An event, over as soon as it is told. */
  over?: true
}

export interface OpenAlert {
  id: string
  kind: AlertKind
  checkId: string
  code: string
}

export interface Look {
  report: Report
  known: KnownState[]
  open: OpenAlert[]
  /** Codes that the team lives with, by check id. */
  accepted: ReadonlyMap<string, string>
  now: Date
}

export interface Decision {
  states: KnownState[]
  opens: Opened[]
  /** Ids of open alerts that are over; `tell`: they recovered, and did not merely become another. */
  recovers: { id: string; tell: boolean }[]
}

/** As often as a port must be seen down, or to answer amiss, one look after the other, before somebody is woken. */
const timesDown = 2
/** What was so from the first look on was so for longer than we know. */
const fromTheBeginning = 1000
const silentTooLongMs = 24 * 3_600_000

/** Pure: the same look gives the same decision. */
export function decide(look: Look): Decision {
  const { report, open, now } = look
  const isFirst = look.known.length === 0
  const known = new Map(look.known.map((state) => [state.checkId, state]))
  const states: KnownState[] = []
  const opens: Opened[] = []
  const recovers: Decision['recovers'] = []
  for (const finding of report.findings) {
    const before = known.get(finding.id)
    const isAccepted = look.accepted.get(finding.id) === finding.code
    const state = stateAfter(finding, before, { isFirst, isAccepted, now })
    states.push(state)
    if (finding.verdict === 'unknown') continue
    const alerts = open.filter(({ checkId }) => checkId === finding.id)
    const bad = kindOf(finding)
    if (!bad || isAccepted) for (const { id } of alerts) recovers.push({ id, tell: !isAccepted })
    if (!bad || isAccepted || !isDue(finding, state)) continue
    if (alerts.some(({ code }) => code === finding.code)) continue
    for (const { id } of alerts) recovers.push({ id, tell: false })
    opens.push(openedOf(bad, finding, state))
  }
  if (report.probe?.leave.refused) states.push(...notSeen(look))
  const certificate = decideCertificate(look, known.get(certificateDays))
  const silence = decideSilence(report, states, look)
  return {
    states: [...states, ...certificate.states],
    opens: [...opens, ...certificate.opens, ...silence.opens],
    recovers: [...recovers, ...certificate.recovers, ...silence.recovers],
  }
}

/** Nobody may look there for now: what was known of each check is known still, and could not be looked at. */
const notSeen = ({ known, now }: Look): KnownState[] =>
  known
    .filter(({ checkId }) => checkId !== certificateDays)
    .map((before) => ({ ...before, unknownSince: before.unknownSince ?? now }))

function stateAfter(
  { id: checkId, code, verdict }: ReportFinding,
  before: KnownState | undefined,
  { isFirst, isAccepted, now }: { isFirst: boolean; isAccepted: boolean; now: Date },
): KnownState {
  if (verdict === 'unknown') {
    if (before) return { ...before, unknownSince: before.unknownSince ?? now }
    return { checkId, code, verdict, since: now, unknownSince: now, times: 0 }
  }
  const isSame = before?.code === code && before.verdict === verdict
  const since = isSame ? before.since : now
  // Nobody is told of it now; when it is accepted no more, it is as if it were seen for the first time.
  const times = isAccepted ? 0 : isSame ? before.times + 1 : isFirst ? fromTheBeginning : 1
  return { checkId, code, verdict, since, unknownSince: null, times }
}

/** What kind of bad news a finding is, when it is one that wakes somebody. */
function kindOf({ id, section, verdict }: ReportFinding): AlertKind | undefined {
  if (id === 'tls-cert-expiry') return undefined
  if (id === 'domain-expiry' || id === 'dnssec-expiry') {
    return verdict === 'warn' || verdict === 'fail' ? 'expiring' : undefined
  }
  if (section === 'blocklist') return verdict === 'warn' || verdict === 'fail' ? 'listed' : undefined
  if (verdict !== 'fail') return undefined
  return isPort(id) ? 'port-down' : 'failing'
}

const isPort = (id: string): boolean => /^port-\d+$/.test(id)

/** Is it new, and sure enough? What is seen when watching begins is known already. */
function isDue({ section }: ReportFinding, { times }: KnownState): boolean {
  return times === (section === 'ports' ? timesDown : 1)
}

const openedOf = (kind: AlertKind, { id, code, explanation, fix }: ReportFinding, { since }: KnownState): Opened => ({
  ...{ kind, checkId: id, code, since },
  says: { what: explanation, cause: fix?.why, step: fix?.say },
})

/** Stands among the states like a check; its code is the last mark that was passed. */
const certificateDays = 'certificate-days'
const marks = [1, 7, 21]
const dayMs = 24 * 3_600_000

/** The certificate of a mail server, or of a host's ports, that ends first is told of 21, 7 and 1 days before, each once. */
function decideCertificate({ report, open, now }: Look, before: KnownState | undefined): Decision {
  const none: Decision = { states: before ? [before] : [], opens: [], recovers: [] }
  const first = firstToEnd(report)
  if (!first) return none
  const left = (Date.parse(first.until) - now.getTime()) / dayMs
  const mark = marks.find((days) => left <= days)
  const code = String(mark ?? 'far')
  const since = before?.code === code ? before.since : now
  const states = [{ checkId: certificateDays, code, verdict: mark ? 'warn' : 'pass', since, unknownSince: null, times: 1 }]
  const told = open.filter(({ checkId }) => checkId === certificateDays)
  const recovers = told.filter((alert) => alert.code !== code).map(({ id }) => ({ id, tell: mark === undefined }))
  if (mark === undefined || before?.code === code || told.some((alert) => alert.code === code))
    return { states, opens: [], recovers }
  const what = say`The certificate of ${first.name} ends on ${{ time: first.until }}.`
  const step = say`Renew it, and have the mail server read the new one.`
  return { states, recovers, opens: [{ kind: 'expiring', checkId: certificateDays, code, since: now, says: { what, step } }] }
}

function firstToEnd({ views, probe }: Report): { name: string; until: string } | undefined {
  const ofServers = (views?.mailServers?.servers ?? []).flatMap(({ name, tls }) =>
    tls?.state === 'done' && tls.certificate ? { name, until: tls.certificate.until } : [],
  )
  const ofPorts = (probe?.ports ?? []).flatMap(({ host: name, tls }) =>
    tls?.state === 'done' && tls.chain[0] ? { name, until: tls.chain[0].notAfter } : [],
  )
  const ends = [...ofServers, ...ofPorts]
  return ends.sort((a, b) => Date.parse(a.until) - Date.parse(b.until))[0]
}

/**
 * One alert for all that could not be looked at for a day. What never had an answer was so when watching began: a port that is closed on our side,
 * a list that does not answer us, a registry that tells nothing. It is told only where their silence leaves little to judge by.
 */
function decideSilence(
  { subject, findings, coverage }: Report,
  states: KnownState[],
  { open, now }: Look,
): Pick<Decision, 'opens' | 'recovers'> {
  const isDark = coverage < leastCoverage
  const theirs = new Set(findings.filter(({ side }) => isDark && side === 'theirs').map(({ id }) => id))
  const silent = states.filter(
    ({ checkId, times, unknownSince }) =>
      (times > 0 || theirs.has(checkId)) && unknownSince && now.getTime() - unknownSince.getTime() >= silentTooLongMs,
  )
  const told = open.filter(({ kind }) => kind === 'cannot-check')
  if (silent.length === 0) return { opens: [], recovers: told.map(({ id }) => ({ id, tell: true })) }
  if (told.length > 0) return { opens: [], recovers: [] }
  const since = new Date(Math.min(...silent.map(({ unknownSince }) => (unknownSince ?? now).getTime())))
  const what = say`We have not been able to check ${subject} in full since ${{ time: since.toISOString() }}: ${silent.length} of its checks had no answer.`
  return { opens: [{ kind: 'cannot-check', checkId: '', code: '', since, says: { what } }], recovers: [] }
}
