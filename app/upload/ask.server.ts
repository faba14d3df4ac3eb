/** What was brought as a mail, with what is known of how it was sent; and the mail made of it, or why there is none. */
import { looksLikeMail } from '#checks/records/file.ts'
import { env } from '#env'
import { nothingTold, storeFile, type Told } from '#prisma/file.ts'
import { requestAnalysis } from '#worker/queue.ts'
import { askForScan } from '../limits.server.ts'
import { readAddress } from '../scan/subject.server.ts'
import { ensureTeam, whoAsks } from '../who.server.ts'

/** As the fields of the form, and the parameters of the API. */
export interface Typed {
  ip: string
  helo: string
  mailFrom: string
  rcptTo: string
}

export const nothingTyped: Typed = { ip: '', helo: '', mailFrom: '', rcptTo: '' }

/** `code` is for programs, `say` for people. */
export interface NoMail {
  code: 'nothing' | 'too-large' | 'outlook-file' | 'not-a-mail' | 'bad-request' | 'too-many' | 'members-only'
  say: string
  retryAt?: Date
}

export type Brought = { mailId: string; setCookie?: string } | NoMail

/** Stores it for whoever asks, within what one network may ask for, and has it analysed. */
export async function bring(request: Request, client: string, octets: Uint8Array<ArrayBuffer>, typed: Typed): Promise<Brought> {
  const unfit = faultOf(octets)
  if (unfit) return unfit
  const told = readTold(typed)
  if ('say' in told) return told
  const { person } = await whoAsks(request)
  const leave = await askForScan({ client, person })
  if (!leave.given && leave.reason === 'members-only') return { code: 'members-only', say: membersOnly }
  if (!leave.given) return { code: 'too-many', say: tooMany, retryAt: leave.retryAt }
  const { who, setCookie } = await ensureTeam(request)
  const { mailId } = await storeFile({ teamId: who.teamId, projectId: who.projectId, octets, told })
  requestAnalysis(mailId, 1)
  return { mailId, ...(setCookie && { setCookie }) }
}

const membersOnly = 'This Seedbed judges files for its members only (setting ACCESS).'
const tooMany = 'Your network has asked for all it can have this hour.'

function faultOf(octets: Uint8Array): NoMail | undefined {
  if (octets.byteLength === 0)
    return { code: 'nothing', say: 'Choose a file, or paste the source or the header lines of a mail.' }
  if (octets.byteLength > env.MAX_MESSAGE_BYTES) return { code: 'too-large', say: tooLarge() }
  if (Buffer.from(octets.subarray(0, 4)).toString('hex') === 'd0cf11e0') return { code: 'outlook-file', say: outlook }
  if (!looksLikeMail(octets)) return { code: 'not-a-mail', say: 'We found no header lines in the first 64 KB.' }
  return undefined
}

const outlook =
  'This is a file of Outlook (.msg), which does not hold the mail as it was sent. Save it as .eml, or paste its source.'

/** With the limit in it. */
export function tooLarge(): string {
  const megabytes = Math.round((env.MAX_MESSAGE_BYTES / 1024 ** 2) * 10) / 10
  return `A mail may be ${megabytes} MiB at most here, and this one is larger. Nothing of it was kept.`
}

/** Longer than any address or host name. */
const longest = 500

function readTold({ ip, helo, mailFrom, rcptTo }: Typed): Told | NoMail {
  const [address, name, sender, recipient] = [ip, helo, mailFrom, rcptTo].map((text) => text.trim())
  if ([name, sender, recipient].some((text = '') => text.length > longest || /\p{Cc}/u.test(text)))
    return { code: 'bad-request', say: 'What was said about how the mail was sent cannot be read.' }
  if (!address && name)
    return { code: 'bad-request', say: 'A name that the server gave belongs to its IP address. Say both, or none.' }
  const read = address ? readAddress(address) : undefined
  if (read && 'say' in read) return { code: 'bad-request', say: read.say }
  return {
    ...nothingTold,
    peerAddress: read?.subject ?? '',
    helo: name ?? '',
    mailFrom: sender === '<>' ? '<>' : bare(sender),
    recipient: bare(recipient),
  }
}

/** `<a@b>` as `a@b`. */
const bare = (typed = ''): string => typed.replace(/^<(.*)>$/, '$1')
