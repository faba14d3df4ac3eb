/** `seedbed probe`: what do the ports of a mail host show? */
import { isIP } from 'node:net'
import { placesOf } from '#checks/facts/port-looks.ts'
import { publicAddress } from '#checks/facts/public-address.ts'
import { judgeHost } from '#checks/judge-host.ts'
import { normalDomain } from '#checks/records/names.ts'
import { type ProbeAnswer, probeAnswerSchema } from '#checks/report.ts'
import type { ProbedHost } from '#checks/subject.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { oneOf, readArguments, readResolver } from './arguments.ts'
import { probeText } from './formats/probe.ts'
import { usage, UsageError } from './usage.ts'

const usualPorts = [25, 465, 587, 143, 993, 110, 995]
/** Ports of one host that are looked at: this is no port scanner. */
const mostPorts = 20
/** Milliseconds for everything: a greeting that takes a minute, and what is said after it. With patience, an hour and more. */
const totalMs = 180_000
const patientMs = 5_400_000

/** As in the score: under this share there is no answer. */
const leastCoverage = 0.7

/** @throws {UsageError} */
export async function probe(args: string[]): Promise<0 | 1 | 3> {
  const { values, positionals } = readArguments('probe', args, {
    ports: { type: 'string' },
    mx: { type: 'boolean' },
    'rcpt-to': { type: 'string' },
    mine: { type: 'boolean' },
    smuggling: { type: 'boolean' },
    patient: { type: 'boolean' },
    transcript: { type: 'boolean' },
    'fail-on': { type: 'string' },
  })
  if (values.help) {
    process.stdout.write(usage('probe'))
    return 0
  }
  const servers = readResolver('probe', values.resolver)
  const format = values.json ? 'json' : oneOf('probe', 'format', values.format, ['text', 'json'], 'text')
  const failOn = oneOf('probe', 'fail-on', values['fail-on'], ['warn', 'fail', 'never'], 'fail')
  const host = readHost(positionals)
  const recipient = readRecipient(values['rcpt-to'])
  if (values.smuggling && !recipient) throw new UsageError('probe', '--smuggling needs --rcpt-to, a mailbox of yours.')
  const limits = { totalMs: values.patient ? patientMs : totalMs }
  const net = openNet({ ...(servers ? { servers } : {}), limits })
  const subject: ProbedHost = {
    kind: 'host',
    host,
    ofDomain: values.mx ?? false,
    domain: values.mx ? host : '',
    ports: readPorts(values.ports) ?? (values.mx ? [25] : usualPorts),
    consents: values.mine ?? false,
    ...(recipient && { recipient }),
    ...(values.patient && { patient: true }),
    ...(values.smuggling && { smuggles: true }),
  }
  const answer = await judgeHost({ ...subject, consents: subject.consents || (await isInside(subject, net)) }, net)
  const told =
    format === 'json' ? `${JSON.stringify(probeAnswerSchema.parse(answer))}\n` : probeText(answer, values.transcript ?? false)
  process.stdout.write(told)
  return statusOf(answer, failOn)
}

/** A host of one's own network, where that is allowed at all: whoever stands there needs no leave to try it. */
async function isInside(subject: ProbedHost, net: ReturnType<typeof openNet>): Promise<boolean> {
  if (!env.ALLOW_PRIVATE_TARGETS) return false
  const places = await placesOf(subject, net).catch(() => [])
  return places.length > 0 && places.every(({ addresses }) => addresses.every((address) => !publicAddress(address)))
}

function readHost([typed, ...more]: string[]): string {
  if (typed === undefined) throw new UsageError('probe', 'Which host?')
  if (more[0] !== undefined) throw new UsageError('probe', `"${more[0]}" is one host too many.`)
  const bare = typed.trim().replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare)) return bare.toLowerCase()
  const name = normalDomain(bare)
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name))
    throw new UsageError('probe', `"${typed}" is no host name and no IP address.`)
  return name
}

function readRecipient(typed: string | undefined): string | undefined {
  const address = typed?.trim().replace(/^<(.*)>$/, '$1')
  if (address !== undefined && !/^[\x21-\x7e]{1,64}@[\x21-\x7e]{1,255}$/.test(address))
    throw new UsageError('probe', `--rcpt-to is "${typed}"; it must be a mail address.`)
  if (address && /[<>]/.test(address)) throw new UsageError('probe', `--rcpt-to is "${typed}"; it must be a mail address.`)
  return address
}

function readPorts(typed: string | undefined): number[] | undefined {
  if (typed === undefined) return undefined
  const ports = [...new Set(typed.split(',').map((one) => (/^\s*\d{1,5}\s*$/.test(one) ? Number(one) : 0)))]
  if (ports.some((port) => port < 1 || port > 65_535) || ports.length > mostPorts)
    throw new UsageError('probe', `--ports is "${typed}"; it must be at most ${mostPorts} ports, as 25,587.`)
  return ports
}

/** 1 findings, 3 when too few ports could be seen. */
function statusOf({ findings, coverage }: ProbeAnswer, failOn: 'warn' | 'fail' | 'never'): 0 | 1 | 3 {
  const counts = (verdict: string) => verdict === 'fail' || (failOn === 'warn' && verdict === 'warn')
  if (failOn !== 'never' && findings.some(({ verdict }) => counts(verdict))) return 1
  return coverage < leastCoverage ? 3 : 0
}
