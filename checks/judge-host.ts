/** From a mail host, or the mail servers of a domain, to what its ports show. */
import { bounceOfReply } from './bounce/index.ts'
import { boundedQuestions, boundedWords } from './bounds.ts'
import { say } from './check.ts'
import { leastCoverage } from './coverage.ts'
import { domainHeadline } from './domain-answers.ts'
import { type Certificate, readCertificate } from './facts/certificate.ts'
import { mxWalk } from './facts/mx-walk.ts'
import { type Place, placesOf, type PortRow, portLooks, replyTo } from './facts/port-looks.ts'
import { portsSection } from './host-report.ts'
import { foundIn, type Progress, rowOf, since } from './judging.ts'
import { type Net, Unreachable } from './net.ts'
import { portChecks } from './ports-index.ts'
import type { ProbeAnswer, ProbedPort } from './report.ts'
import { runChecks, whySilent, whyUnseen } from './run.ts'
import type { ProbedHost } from './subject.ts'

/**
 * Looks at all ports of all addresses at the same time and asks the checks that are about them.
 * @throws {Error} only when we are wrong; a silent world becomes `unknown`
 */
export async function judgeHost(subject: ProbedHost, net: Net, progress?: Progress): Promise<ProbeAnswer> {
  const started = performance.now()
  const places = await placesOrSilence(subject, net)
  if (places instanceof Unreachable || places.length === 0 || subject.ports.length === 0)
    return nothingThere(subject, net, places, started)
  const checks = portChecks.filter(({ ports }) => ports.some((port) => subject.ports.includes(port))).map(({ check }) => check)
  progress?.begun({ sections: [portsSection], checks: checks.length })
  const answering = runChecks([{ ...portsSection, checks }], subject, net, (one) => progress?.found(foundIn(one, one.finding)))
  const [answered, rows] = await Promise.all([answering, portLooks(subject, net)])
  const findings = answered.map((one) => rowOf(one, 0))
  const coverage = coverageOf(rows)
  const recipient = recipientOf(rows, subject, net)
  const scored = {
    score: coverage < leastCoverage ? null : 10,
    coverage,
    limit: undefined,
    sections: new Map(),
    costs: new Map(),
  }
  return {
    host: subject.host,
    at: new Date().toISOString(),
    milliseconds: since(started),
    headline: domainHeadline(findings, scored, []),
    coverage,
    ports: rows.map(portOf),
    findings,
    ...(recipient && { recipient }),
    ...(subject.ofDomain && subject.ports.includes(25) && { walk: await walkOf(subject, net) }),
    questions: boundedQuestions(net.questions()),
    transcript: rows.flatMap(({ looked }) => (looked instanceof Unreachable ? [] : [talkOf(looked)])),
  }
}

async function placesOrSilence(subject: ProbedHost, net: Net): Promise<Place[] | Unreachable> {
  try {
    return await placesOf(subject, net)
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

/** The host has no address, or its name servers did not say. */
async function nothingThere(subject: ProbedHost, net: Net, places: Place[] | Unreachable, started: number): Promise<ProbeAnswer> {
  const { host, ofDomain } = subject
  const silent = places instanceof Unreachable
  const none = ofDomain
    ? say`${host} has no mail server that has an address.`
    : say`There is no host ${host}: the name has no address.`
  return {
    host,
    at: new Date().toISOString(),
    milliseconds: since(started),
    headline: {
      kind: silent ? 'not-conclusive' : 'fix-first',
      say: silent ? say`We could not look.` : places.length > 0 ? say`No port was to be looked at.` : none,
      ...(silent && { cause: boundedWords(whySilent(places)) }),
    },
    coverage: 0,
    ports: [],
    findings: [],
    ...(ofDomain && !silent && { walk: await walkOf(subject, net) }),
    questions: boundedQuestions(net.questions()),
    transcript: [],
  }
}

async function walkOf(subject: ProbedHost, net: Net): Promise<NonNullable<ProbeAnswer['walk']>> {
  const { say, steps } = await mxWalk(subject, net)
  return { say: boundedWords(say), steps: steps.map((step) => ({ ...step, say: boundedWords(step.say) })) }
}

/** Ports that were looked at, and said something when they were open, among all. */
function coverageOf(rows: PortRow[]): number {
  const seen = rows.filter(
    ({ looked }) =>
      !(looked instanceof Unreachable) &&
      (looked.state !== 'open' || looked.banner !== undefined || looked.tls.state === 'failed'),
  )
  return Math.round((seen.length / rows.length) * 100) / 100
}

function recipientOf(rows: PortRow[], subject: ProbedHost, net: Net): ProbeAnswer['recipient'] {
  if (!subject.recipient) return undefined
  for (const { looked } of rows) {
    const reply = looked instanceof Unreachable ? undefined : replyTo(looked, 'recipient', subject, net)
    const [read] = reply ? bounceOfReply(`${reply.code} ${reply.lines.join(' ')}`, subject.host).recipients : []
    if (read) return { ...read, address: subject.recipient }
  }
  return undefined
}

function portOf({ host, address, port, looked }: PortRow): ProbedPort {
  const at = { host, address, port }
  if (looked instanceof Unreachable) {
    const nothing = { banner: null, capabilities: [], secureCapabilities: [], tls: null }
    const times = { connectMilliseconds: null, greetingMilliseconds: null, milliseconds: 0 }
    return {
      ...at,
      state: 'unknown',
      why: boundedWords(whyUnseen(looked.reason, looked.target)),
      side: looked.side,
      ...nothing,
      ...times,
    }
  }
  return {
    ...at,
    state: looked.state,
    banner: looked.banner?.join('\n') ?? null,
    capabilities: looked.clear ?? [],
    secureCapabilities: looked.inside ?? [],
    tls: tlsOf(looked.tls),
    connectMilliseconds: looked.connectMs ?? null,
    greetingMilliseconds: looked.greetingMs ?? null,
    milliseconds: looked.milliseconds,
  }
}

type Look = Exclude<PortRow['looked'], Unreachable>

function tlsOf(seen: Look['tls']): ProbedPort['tls'] {
  if (seen.state === 'none' || seen.state === 'absent') return null
  if (seen.state !== 'done') return { state: seen.state, reason: seen.reason, version: '', cipher: '', trusted: false, chain: [] }
  const { version, cipher, trusted, distrust, chain } = seen.tls
  const read = chain.map(readCertificate).filter((one) => one !== undefined)
  return { state: 'done', reason: distrust, version, cipher, trusted, chain: read.map(shownCertificate) }
}

function shownCertificate({ read, commonName, issuerName, notBefore, notAfter, keyType, bits }: Certificate) {
  const names = (read.subjectAltName ?? '').split(', ').flatMap((one) => /^DNS:(.{1,253})$/.exec(one)?.[1] ?? [])
  return {
    names: names.length > 0 ? names.slice(0, 20) : [commonName.slice(0, 253)],
    issuer: issuerName.slice(0, 253),
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    key: [keyType, bits].filter(Boolean).join(' '),
  }
}

function talkOf({ host, address, port, transcript }: Look): ProbeAnswer['transcript'][number] {
  return { host, address, port, lines: transcript }
}
