/** `seedbed mail`: how a mail that is a file would be received. What a file does not show, its session, can be told beside it. */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { looksLikeMail, mailOfFile } from '#checks/records/file.ts'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import { reportSchema } from '#checks/report.ts'
import type { WitnessedSession } from '#checks/subject.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { oneOf, readArguments, readResolver } from './arguments.ts'
import { type Format, formats, print } from './formats/print.ts'
import { statusOf } from './status.ts'
import { usage, UsageError } from './usage.ts'

/** @throws {UsageError} */
export async function mail(args: string[]): Promise<0 | 1 | 3> {
  const asked = readMailArguments(args)
  if (asked === 'help') {
    process.stdout.write(usage('mail'))
    return 0
  }
  const { octets, told, servers, strictness } = asked
  const { raw, headersOnly, receivedAt } = mailOfFile(octets, new Date().toISOString())
  const subject = await gather({
    raw,
    receivedAt: told.time ?? receivedAt,
    session: told.session,
    envelope: told.envelope,
    receiverName: env.SMTP_NAME,
    ...(headersOnly && { headersOnly }),
  })
  const report = await judgeMail(subject, openNet(servers ? { servers } : {}))
  // One mail, one report: no list around it.
  if (asked.format === 'json') process.stdout.write(`${JSON.stringify(reportSchema.parse(report))}\n`)
  else process.stdout.write(await print(asked.format, { reports: [report], proposal: undefined, ...strictness }))
  return statusOf([report], strictness)
}

interface Told {
  session: WitnessedSession | null
  envelope: { mailFrom: string | null; rcptTo: string | null }
  time: string | undefined
}

interface Asked {
  octets: Buffer
  told: Told
  servers: string[] | undefined
  format: Format
  strictness: { failOn: 'warn' | 'fail' | 'never'; onUnknown: 'fail' | 'warn'; baseline: undefined }
}

function readMailArguments(args: string[]): Asked | 'help' {
  const { values, positionals } = readArguments('mail', args, {
    ip: { type: 'string' },
    helo: { type: 'string' },
    'mail-from': { type: 'string' },
    'rcpt-to': { type: 'string' },
    time: { type: 'string' },
    'fail-on': { type: 'string' },
    'on-unknown': { type: 'string' },
  })
  if (values.help) return 'help'
  const [file, ...more] = positionals
  if (file === undefined) throw new UsageError('mail', 'Which mail? Give a file, or - for standard input.')
  if (more[0] !== undefined) throw new UsageError('mail', `"${more[0]}" is one file too many.`)
  return {
    told: readTold(values),
    servers: readResolver('mail', values.resolver),
    format: values.json ? 'json' : oneOf('mail', 'format', values.format, formats, 'text'),
    strictness: {
      failOn: oneOf('mail', 'fail-on', values['fail-on'], ['warn', 'fail', 'never'], 'fail'),
      onUnknown: oneOf('mail', 'on-unknown', values['on-unknown'], ['fail', 'warn'], 'warn'),
      baseline: undefined,
    },
    octets: read(file),
  }
}

type Given = { [Option in 'ip' | 'helo' | 'mail-from' | 'rcpt-to' | 'time']?: string | undefined }

function readTold({ ip, helo, time, 'mail-from': mailFrom, 'rcpt-to': rcptTo }: Given): Told {
  if (ip !== undefined && !isIP(ip)) throw new UsageError('mail', `--ip is "${ip}"; it must be the sender's IP address.`)
  if (ip === undefined && helo !== undefined) throw new UsageError('mail', '--helo belongs to --ip.')
  const session = ip === undefined ? null : { told: true as const, peerAddress: ip, helo: helo ?? '', ...unseen }
  const envelope = { mailFrom: path(mailFrom), rcptTo: path(rcptTo) }
  return { session, envelope, time: readTime(time) }
}

/** What nobody is asked to tell. */
const unseen = { extended: true, tls: null, tlsOffered: false }

/** `<a@b>` as `a@b`; null when not given. */
const path = (given: string | undefined): string | null => given?.trim().replace(/^<(.*)>$/, '$1') ?? null

function readTime(given: string | undefined): string | undefined {
  if (given === undefined) return undefined
  const time = /^\d{4}-\d\d-\d\d(?:T|$)/.test(given) ? Date.parse(given) : Number.NaN
  if (Number.isNaN(time)) throw new UsageError('mail', `--time is "${given}"; it must be as 2026-11-21T10:00:00Z.`)
  return new Date(time).toISOString()
}

function read(file: string): Buffer {
  const octets = octetsOf(file)
  if (!looksLikeMail(octets)) throw new UsageError('mail', `${file} is no mail: there are no header lines in its first 64 KB.`)
  return octets
}

function octetsOf(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new UsageError('mail', `${file} cannot be read: ${error.code}.`)
    throw error
  }
}
