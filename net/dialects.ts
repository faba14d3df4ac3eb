/** The first words of SMTP, IMAP and POP3: how each greets, lists what it can, and turns to TLS. */
import type { PortLook } from '#checks/net.ts'
import { smtpReply, Stopped, type Talk } from './talk.ts'

/** Milliseconds for a reply; EHLO has time to look our name up. */
const replyMs = 20_000
const ehloMs = 60_000
/** Lines of one list. */
const mostLines = 100

/** Who asks: our name, and the page that says why and how to have it never again. */
export interface Asker {
  name: string
  about?: string | undefined
}

export interface Listed {
  hello?: PortLook['hello']
  /** Undefined where the server would not say. */
  capabilities: string[] | undefined
}

export interface Dialect {
  /** Reads the rest of a greeting that begins with this line, and says what it means. */
  greeting(first: string, talk: Talk): Promise<Pick<PortLook, 'banner' | 'greeting'>>
  /** Asks what the server can. */
  list(talk: Talk, we: Asker): Promise<Listed>
  /** Is the way to TLS among it? */
  offersTls(capabilities: readonly string[]): boolean
  /** Asks for TLS. The refusal, or undefined when it may begin. */
  upgrade(talk: Talk): Promise<string | undefined>
  bye(talk: Talk): void
}

const smtp: Dialect = {
  async greeting(first, talk) {
    const banner = [first]
    if (!/^\d{3}(?:[ -]|$)/.test(first)) return { banner, greeting: 'foreign' }
    for (let line = first; /^\d{3}-/.test(line) && banner.length < mostLines; ) {
      line = await talk.line(replyMs)
      banner.push(line)
    }
    const greeting = ({ 2: 'ok', 4: 'deferring', 5: 'refusing' } as const)[first[0] ?? ''] ?? 'foreign'
    return { banner, greeting: greeting === 'ok' && !first.startsWith('220') ? 'foreign' : greeting }
  },
  async list(talk, { name }) {
    talk.say(`EHLO ${name}`)
    const extended = await smtpReply(talk, ehloMs)
    if (extended.code === 250) return { hello: 'extended', capabilities: extended.lines.slice(1) }
    talk.say(`HELO ${name}`)
    const basic = await smtpReply(talk, ehloMs)
    return basic.code === 250 ? { hello: 'basic', capabilities: [] } : { hello: 'refused', capabilities: undefined }
  },
  offersTls: (capabilities) => capabilities.some((one) => /^STARTTLS\b/i.test(one)),
  async upgrade(talk) {
    talk.say('STARTTLS')
    const { code, lines } = await smtpReply(talk, replyMs)
    return code === 220 ? undefined : `${code} ${lines.join(' ')}`
  },
  bye: (talk) => talk.say('QUIT'),
}

/** RFC 9051. Tags are ours to choose. */
const imap: Dialect = {
  async greeting(first) {
    return {
      banner: [first],
      greeting: /^\* (?:OK|PREAUTH)\b/i.test(first) ? 'ok' : /^\* BYE\b/i.test(first) ? 'refusing' : 'foreign',
    }
  },
  async list(talk, { about }) {
    const { untagged } = await tagged(talk, 'CAPABILITY')
    const line = untagged.find((one) => /^\* CAPABILITY /i.test(one))
    const capabilities = line?.split(' ').slice(2).filter(Boolean)
    // RFC 2971 §3.1: it is written into the log of whoever runs the server.
    if (about && capabilities?.some((one) => one.toUpperCase() === 'ID'))
      await tagged(talk, `ID ("name" "Seedbed" "support-url" "${about}")`)
    return { capabilities }
  },
  offersTls: (capabilities) => capabilities.some((one) => one.toUpperCase() === 'STARTTLS'),
  async upgrade(talk) {
    const { end } = await tagged(talk, 'STARTTLS')
    return /^\w+ OK\b/i.test(end) ? undefined : end
  },
  bye: (talk) => talk.say('a9 LOGOUT'),
}

async function tagged(talk: Talk, command: string): Promise<{ untagged: string[]; end: string }> {
  const tag = command === 'STARTTLS' ? 'a2' : command.startsWith('ID') ? 'a3' : 'a1'
  talk.say(`${tag} ${command}`)
  const untagged: string[] = []
  for (;;) {
    const line = await talk.line(replyMs)
    if (line.startsWith(`${tag} `)) return { untagged, end: line }
    if (untagged.push(line) > mostLines) throw new Stopped('garbled')
  }
}

/** RFC 1939, RFC 2449, RFC 2595 §4. */
const pop3: Dialect = {
  async greeting(first) {
    return { banner: [first], greeting: /^\+OK\b/i.test(first) ? 'ok' : /^-ERR\b/i.test(first) ? 'refusing' : 'foreign' }
  },
  async list(talk) {
    talk.say('CAPA')
    if (refused(await talk.line(replyMs))) return { capabilities: undefined }
    const capabilities: string[] = []
    for (;;) {
      const line = await talk.line(replyMs)
      if (line === '.') return { capabilities }
      if (capabilities.push(line) > mostLines) throw new Stopped('garbled')
    }
  },
  offersTls: (capabilities) => capabilities.some((one) => one.toUpperCase() === 'STLS'),
  async upgrade(talk) {
    talk.say('STLS')
    const line = await talk.line(replyMs)
    return refused(line) ? line : undefined
  },
  bye: (talk) => talk.say('QUIT'),
}

/** RFC 1939 §3: a reply is one or the other. @throws {Stopped} when it is neither */
function refused(line: string): boolean {
  if (/^-ERR\b/i.test(line)) return true
  if (/^\+OK\b/i.test(line)) return false
  throw new Stopped('garbled')
}

export const dialects = { smtp, imap, pop3 }

const byPort: Readonly<Record<number, PortLook['protocol']>> = {
  25: 'smtp',
  465: 'smtp',
  587: 'smtp',
  2525: 'smtp',
  143: 'imap',
  993: 'imap',
  110: 'pop3',
  995: 'pop3',
}

/** What is expected at a port, `other` where nothing is. */
export function protocolAt(port: number): PortLook['protocol'] {
  return byPort[port] ?? 'other'
}

/** TLS from the first octet (RFC 8314 §7.3, IANA). */
export function isImplicit(port: number): boolean {
  return port === 465 || port === 993 || port === 995
}

/** What a first line shows, at a port where nothing certain is expected. */
export function protocolOf(first: string): PortLook['protocol'] {
  if (/^[245]\d\d[ -]/.test(first)) return 'smtp'
  if (/^\* (?:OK|BYE|PREAUTH)\b/i.test(first)) return 'imap'
  return /^(?:\+OK|-ERR)\b/i.test(first) ? 'pop3' : 'other'
}
