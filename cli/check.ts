/** `seedbed check`: what decides whether mail from and to a domain arrives. */
import { addressSections } from '#checks/address-index.ts'
import { domainSections } from '#checks/domain-index.ts'
import { judgeAddress } from '#checks/judge-address.ts'
import { judgeDomain } from '#checks/judge-domain.ts'
import type { Progress } from '#checks/judging.ts'
import type { Report } from '#checks/report.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { rehearse } from '#net/overlay.ts'
import { oneOf, readArguments, readResolver } from './arguments.ts'
import { type Baseline, readBaseline, writeBaseline } from './baseline.ts'
import { unreadable } from './formats/github.ts'
import { type Format, formats, print } from './formats/print.ts'
import { type Proposal, proposedNet, readProposal } from './proposal.ts'
import { statusOf } from './status.ts'
import { readSubject, type Typed } from './subject.ts'
import { usage, UsageError } from './usage.ts'

/** Domains looked at together. More would only wait for the same resolver. */
const atOnce = 8

/** @throws {UsageError} */
export async function check(args: string[]): Promise<0 | 1 | 3> {
  const asked = readCheck(args)
  if (asked === 'help') {
    process.stdout.write(usage('check'))
    return 0
  }
  if (asked.accepted) asked.baseline = await (await import('./accepted.ts')).withAccepted(asked.baseline, asked.accepted)
  const reports = await withProgress(asked, (progress) => inTurn(asked.subjects, (subject) => judge(subject, asked, progress)))
  const printed = {
    reports,
    baseline: asked.baseline,
    proposal: asked.proposal,
    failOn: asked.failOn,
    onUnknown: asked.onUnknown,
  }
  process.stdout.write(await print(asked.format, printed))
  if (asked.writeTo !== undefined) {
    writeBaseline(asked.writeTo, reports)
    return 0
  }
  return statusOf(reports, asked)
}

interface Asked {
  subjects: Typed[]
  selectors: string[]
  only: string[] | undefined
  postmaster: boolean
  servers: string[] | undefined
  format: Format
  failOn: 'warn' | 'fail' | 'never'
  onUnknown: 'fail' | 'warn'
  proposal: Proposal | undefined
  baseline: Baseline | undefined
  writeTo: string | undefined
  /** Where a team says what it accepts, and its token; undefined when that is not asked. */
  accepted: { domains: string[]; url: string; token: string } | undefined
}

function readCheck(args: string[]): Asked | 'help' {
  const { values, positionals } = readArguments('check', args, {
    selector: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    postmaster: { type: 'boolean' },
    'fail-on': { type: 'string' },
    'on-unknown': { type: 'string' },
    with: { type: 'string' },
    zone: { type: 'string' },
    origin: { type: 'string' },
    baseline: { type: 'string' },
    'write-baseline': { type: 'boolean' },
    accepted: { type: 'boolean' },
    url: { type: 'string' },
  })
  if (values.help) return 'help'
  if (positionals.length === 0) throw new UsageError('check', 'Which domain?')
  const subjects = positionals.map(readSubject)
  const domains = subjects.flatMap((one) => (one.kind === 'domain' ? [one.domain] : []))
  const format = values.json ? 'json' : oneOf('check', 'format', values.format, formats, 'text')
  const { baseline: file, 'write-baseline': write = false } = values
  if (write && file === undefined) throw new UsageError('check', '--write-baseline needs --baseline FILE.')
  return {
    subjects,
    selectors: (values.selector ?? []).map(readSelector),
    only: values.only && readSections(values.only),
    postmaster: values.postmaster ?? false,
    servers: readResolver('check', values.resolver),
    format,
    failOn: oneOf('check', 'fail-on', values['fail-on'], ['warn', 'fail', 'never'], 'fail'),
    onUnknown: oneOf('check', 'on-unknown', values['on-unknown'], ['fail', 'warn'], 'warn'),
    proposal: noted(format, () => readProposal(values, domains)),
    baseline: file === undefined || write ? undefined : readBaseline(file),
    writeTo: write ? file : undefined,
    accepted: values.accepted ? readAccepted(domains, values.url) : undefined,
  }
}

/** @throws {UsageError} without a token, and for what is no URL */
function readAccepted(domains: string[], url: string = env.BASE_URL): Asked['accepted'] {
  const token = env.SEEDBED_TOKEN
  if (!token) throw new UsageError('check', '--accepted needs an API token of your team in SEEDBED_TOKEN.')
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return { domains, url, token }
  throw new UsageError('check', `--url is "${url}"; it must be where the Seedbed is: https://seedbed.acme.net`)
}

/** What is wrong at a line of a file can have its annotation there. */
function noted<Made>(format: Format, read: () => Made): Made {
  try {
    return read()
  } catch (error) {
    if (format === 'github' && error instanceof UsageError && error.place)
      process.stdout.write(unreadable(error.place, error.message))
    throw error
  }
}

function readSelector(given: string): string {
  const selector = given.toLowerCase().replace(/\._domainkey\.?.*$/, '')
  if (!/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(selector))
    throw new UsageError('check', `--selector is "${given}"; it must be a DKIM selector, the s= of a signature.`)
  return selector
}

function readSections(given: string[]): string[] {
  const known = [...new Set([...domainSections, ...addressSections].map(({ id }) => id))]
  const wanted = given
    .flatMap((list) => list.split(','))
    .map((id) => id.trim())
    .filter(Boolean)
  const wrong = wanted.find((id) => !known.includes(id))
  if (wrong !== undefined || wanted.length === 0)
    throw new UsageError('check', `--only is "${wrong ?? ''}"; it may be ${known.join(', ')}.`)
  return wanted
}

async function judge(
  typed: Typed,
  { selectors, only, postmaster, proposal, servers }: Asked,
  progress?: Progress,
): Promise<Report> {
  const net = proposedNet(openNet(servers ? { servers } : {}), proposal)
  if (typed.kind === 'address') return await judgeAddress(typed.address, net, { only, progress })
  const { domain } = typed
  const given = selectors.map((selector) => ({ domain, selector, source: 'user' as const }))
  const subject = { kind: 'domain' as const, domain, spfDomain: domain, sends: false, selectors: given }
  return await judgeDomain({ ...subject, ...(postmaster && { consents: true as const }) }, net, {
    ...(only && { only }),
    rehearse,
    progress,
  })
}

/** All of them, a few at a time, in the order given. */
async function inTurn<One, Made>(ones: One[], make: (one: One) => Promise<Made>): Promise<Made[]> {
  const made = new Array<Made>(ones.length)
  const left = ones.entries()
  const work = async () => {
    for (const [index, one] of left) made[index] = await make(one)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return made
}

/** On a terminal, one line says how many checks have their answer. */
async function withProgress<Made>({ subjects }: Asked, work: (progress?: Progress) => Promise<Made>): Promise<Made> {
  if (!process.stderr.isTTY || env.CI !== undefined) return await work()
  const what = subjects.length === 1 ? 'Looking' : `Looking at ${subjects.length} subjects`
  let [asked, answered] = [0, 0]
  const tell = () => process.stderr.write(`\r${what} … ${answered} of ${asked} checks`)
  const timer = setInterval(tell, 100)
  const progress: Progress = {
    begun({ checks }) {
      asked += checks
    },
    found() {
      answered += 1
    },
  }
  try {
    return await work(progress)
  } finally {
    clearInterval(timer)
    process.stderr.write('\r\u001b[2K')
  }
}
