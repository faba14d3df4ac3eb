/** `seedbed wait`: until mail has come to an address of a running Seedbed, and what a test wants of it: its one-time codes or its links. */
import { env } from '#env'
import { oneOf, readArguments } from './arguments.ts'
import { type Client, clientOf, Refused } from './client.ts'
import { shown } from './terminal.ts'
import { usage, UsageError } from './usage.ts'

/** Seconds of one question, as the API has it. */
const longestWait = 60
/** Milliseconds until the question is asked again when the Seedbed did not answer, or had no place for another that waits. */
const retryMs = 1000

type Summary = Awaited<ReturnType<Client['listMails']>>['mails'][number]
type Extracted = {
  codes: { code: string; said: string }[]
  links: { address: string; label: string; kind?: string | undefined }[]
}
export type WaitedMail = Summary & Extracted

interface Wanted {
  token: string
  count: number
  /** A moment, in milliseconds. */
  until: number
  subject: string
  from: string
  label: string | undefined
}

/** 0 when as many came as wanted (and have what is extracted), 1 when not, 3 when the Seedbed could not be asked. @throws {UsageError} */
export async function wait(args: string[]): Promise<0 | 1 | 3> {
  const { values, positionals } = readArguments('wait', args, {
    url: { type: 'string' },
    timeout: { type: 'string' },
    count: { type: 'string' },
    subject: { type: 'string' },
    from: { type: 'string' },
    label: { type: 'string' },
    extract: { type: 'string' },
  })
  if (values.help) {
    process.stdout.write(usage('wait'))
    return 0
  }
  const wanted: Wanted = {
    token: tokenOf(positionals),
    count: whole('count', values.count, 1, 200),
    until: Date.now() + whole('timeout', values.timeout, 60, 86_400) * 1000,
    ...{ subject: values.subject ?? '', from: values.from ?? '', label: values.label },
  }
  const extract = values.extract === undefined ? undefined : oneOf('wait', 'extract', values.extract, ['code', 'link'], 'code')
  const client = clientOf(urlOf(values.url))
  try {
    const mails = await waitFor(client, wanted)
    return print(mails, { wanted: wanted.count, extract, json: values.json || values.format === 'json' })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    process.stderr.write(`${error.status === 404 ? 'There is no address behind this token.' : shown(error.message)}\n`)
    return 3
  }
}

/** The mails that fit, oldest first: as many as wanted, or those that came in time. @throws {Refused} */
async function waitFor(client: Client, wanted: Wanted): Promise<WaitedMail[]> {
  const found: WaitedMail[] = []
  let after: string | undefined
  while (found.length < wanted.count) {
    const left = Math.ceil((wanted.until - Date.now()) / 1000)
    if (left <= 0) return found
    const query = { after, until: 'reported' as const, wait: `${Math.min(left, longestWait)}s` }
    const list = await patiently(() => client.listMails({ token: wanted.token, query }), wanted.until)
    after = list?.next ?? after
    const fitting = (list?.mails ?? []).filter((mail) => fits(mail, wanted))
    found.push(...(await Promise.all(fitting.map((mail) => withContents(client, mail)))))
  }
  return found.slice(0, wanted.count)
}

/** Undefined when it could not be asked this time. @throws {Refused} for what waiting does not mend, or when the time is over */
async function patiently<Answer>(ask: () => Promise<Answer>, until: number): Promise<Answer | undefined> {
  try {
    return await ask()
  } catch (error) {
    const passes = !(error instanceof Refused) || error.status === 429 || error.status === 503
    if (!passes) throw error
    if (Date.now() + retryMs >= until)
      throw error instanceof Refused ? error : new Refused(0, 'silent', 'The Seedbed does not answer.')
    await new Promise((resolve) => setTimeout(resolve, retryMs))
    return undefined
  }
}

const fits = ({ subjectHeader, from, label }: Summary, wanted: Wanted): boolean =>
  contains(subjectHeader, wanted.subject) &&
  contains(from, wanted.from) &&
  (wanted.label === undefined || label?.toLowerCase() === wanted.label.toLowerCase())

const contains = (text: string | null, part: string): boolean => (text ?? '').toLowerCase().includes(part.toLowerCase())

async function withContents(client: Client, mail: Summary): Promise<WaitedMail> {
  const report = await client.readMail({ id: mail.id })
  const { codes = [], links = [] } = ('extracted' in report && report.extracted) || {}
  const seen = links.filter(({ hidden }) => !hidden)
  // A test follows the link that does something; those that only lead somewhere come after.
  const ordered = [...seen.filter(({ kind }) => kind), ...seen.filter(({ kind }) => !kind)]
  return { ...mail, codes, links: ordered.map(({ address, label, kind }) => ({ address, label, ...(kind && { kind }) })) }
}

interface Printing {
  wanted: number
  extract: 'code' | 'link' | undefined
  json: boolean | undefined
}

function print(mails: WaitedMail[], { wanted, extract, json }: Printing): 0 | 1 {
  const parts = mails.flatMap(({ codes, links }) =>
    extract === 'code' ? codes.map(({ code }) => code) : links.map(({ address }) => address),
  )
  if (json) process.stdout.write(`${JSON.stringify({ mails })}\n`)
  else for (const line of extract ? parts : mails.map(lineOf)) process.stdout.write(`${shown(line)}\n`)
  if (mails.length < wanted) process.stderr.write(`${mails.length} of ${wanted} came in time.\n`)
  else if (extract && parts.length === 0) process.stderr.write(`No ${extract} is in what came.\n`)
  else return 0
  return 1
}

const lineOf = ({ id, score, from, subjectHeader }: WaitedMail): string =>
  [id, score === null ? '–' : score.toFixed(1), from || '(no From)', subjectHeader || '(no subject)'].join('  ')

function tokenOf([given, ...more]: string[]): string {
  if (given === undefined) throw new UsageError('wait', 'Which address? Give its token, or the link to its page.')
  if (more[0] !== undefined) throw new UsageError('wait', `"${more[0]}" is one token too many.`)
  const token = /(?:^|\/a\/)([\w-]{22})\/?$/.exec(given)?.[1]
  if (!token) throw new UsageError('wait', `"${given}" is no token: it has 22 letters, digits, - and _.`)
  return token
}

function urlOf(given: string = env.BASE_URL): string {
  if (/^https?:\/\//.test(given) && URL.canParse(given)) return given
  throw new UsageError('wait', `--url is "${given}"; it must be where the Seedbed is: https://seedbed.acme.net`)
}

function whole(option: string, given: string | undefined, standard: number, most: number): number {
  if (given === undefined) return standard
  const value = /^\d{1,6}$/.test(given) ? Number(given) : 0
  if (value >= 1 && value <= most) return value
  throw new UsageError('wait', `--${option} is "${given}"; it must be a whole number from 1 to ${most}.`)
}
