/**
 * How fast is a mail judged? Two signed mails of 10 KiB, a newsletter in HTML and a text, with DNS in memory: our whole report, the part of it
 * that says what mailauth says, and in turn mailauth's own `authenticate`, which finds SPF, DKIM, DMARC and ARC alone, on the same mail.
 * Prints one JSON line. `rate`: how many of ours in the time of one of mailauth's, by the median of the clock; `fastestRate`: by the fastest
 * tenth, which others on the machine have disturbed least; `cpuRate`: by the processor time of this process, all its threads together.
 *
 *     node run.mjs bench/analyze.ts [rounds]
 */
import { authenticate } from 'mailauth'
import { evaluateDmarc } from '#checks/facts/dmarc-evaluation.ts'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import type { Ask } from '#net/dns.ts'
import { windowOn } from '#net/window.ts'
import { compose, inOrder, received, sender, sign } from '../test/helpers/mails.ts'
import { askZone, netOf } from '../test/helpers/zone.ts'

const rounds = Number(process.argv[2] ?? 500)
/** Long enough for the compiler to have seen everything. */
const warmUp = 300

const sentence = 'Our spring sale begins today, with flowers, garden tools and seeds.'
const paragraph = `<p style="font-family:Arial;color:#222">${sentence}</p>\r\n`
const html = `<html lang="en"><head><title>Spring</title></head><body>\r\n${paragraph.repeat(80)}<a href="https://acme.com/u">Unsubscribe</a></body></html>\r\n`
const part = (type: string, body: string) => `--b\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${body}\r\n`
const lines = (count: number) => `${sentence}\r\n`.repeat(count)

async function signed(type: string, body: string): Promise<Buffer> {
  const fields = {
    'Content-Type': type,
    'List-Unsubscribe': '<https://acme.com/u/1>, <mailto:u@acme.com>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
  const signing = 'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Unsubscribe:List-Unsubscribe-Post'
  return Buffer.from(await sign(compose(fields, body), { fields: signing }), 'latin1')
}

const mails = {
  newsletter: await signed(
    'multipart/alternative; boundary=b',
    `${part('text/plain', lines(10))}${part('text/html', html)}--b--\r\n`,
  ),
  text: await signed('text/plain; charset=utf-8', `${lines(140)}Unsubscribe: https://acme.com/u\r\n`),
}

/** What is asked once is answered from memory ever after, for us and for mailauth, so that only their own work is measured. */
const known = new Map<string, ReturnType<Ask>>()
const askWorld = askZone(inOrder)
const ask: Ask = (question, leftMs) => {
  const key = `${question.name} ${question.type}`
  const found = known.get(key) ?? askWorld(question, leftMs)
  known.set(key, found)
  return found
}

const asked = new Map<string, unknown[]>()

/** The same records, as mailauth asks for them. */
async function resolver(name: string, type: string): Promise<never> {
  const key = `${name} ${type}`
  const found = asked.get(key) ?? (await lookUp(name, type))
  asked.set(key, found)
  if (found.length === 0) throw Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' })
  // mailauth's type says `string[]` for every kind of record.
  return found as never
}

async function lookUp(name: string, type: string): Promise<unknown[]> {
  const { records } = await netOf(inOrder).dns.resolve(name, type === 'TXT' ? 'TXT' : 'A')
  return records.map((record) => ('strings' in record ? record.strings : record.address))
}

const works = {
  async report(raw: Buffer): Promise<void> {
    const { score } = await judgeMail(await gather(received(raw)), windowOn(ask))
    if (score === null || score < 9) throw new Error(`the mail has ${score}`)
  },
  async authentication(raw: Buffer): Promise<void> {
    const { result } = await evaluateDmarc(await gather(received(raw)), windowOn(ask))
    if (result !== 'pass') throw new Error(`our DMARC says ${result}`)
  },
  async mailauth(raw: Buffer): Promise<void> {
    const { dmarc } = await authenticate(raw, {
      ip: sender,
      helo: 'mail.acme.com',
      sender: 'bounce@acme.com',
      mta: 'mx',
      resolver,
    })
    if (!dmarc || !('status' in dmarc) || dmarc.status.result !== 'pass')
      throw new Error('mailauth does not say that DMARC passes')
  },
}
type Who = keyof typeof works
type Taken = Record<Who, { wall: number[]; cpu: number[] }>

const nothing = (): Taken => ({
  report: { wall: [], cpu: [] },
  authentication: { wall: [], cpu: [] },
  mailauth: { wall: [], cpu: [] },
})

/** Milliseconds on the clock, and of this process, of each round: in turn, so that all see the same machine. */
const taken = { newsletter: nothing(), text: nothing() }
for (let round = 0; round < rounds + warmUp; round++) {
  for (const [which, raw] of Object.entries(mails) as [keyof typeof mails, Buffer][]) {
    for (const [who, work] of Object.entries(works) as [Who, (raw: Buffer) => Promise<void>][]) {
      const [begun, before] = [performance.now(), process.cpuUsage()]
      await work(raw)
      const { user, system } = process.cpuUsage(before)
      if (round < warmUp) continue
      taken[which][who].wall.push(performance.now() - begun)
      taken[which][who].cpu.push((user + system) / 1000)
    }
  }
}

const sum = (values: number[]) => values.reduce((all, one) => all + one, 0)
/** The value that this share of the others is below. */
const at = (share: number, values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
const median = (values: number[]) => at(0.5, values)
const fastest = (values: number[]) => at(0.1, values)
const shown = (value: number) => Math.round(value * 100) / 100

function tell(who: Who, { mailauth, ...all }: Taken) {
  const { wall, cpu } = { ...all, mailauth }[who]
  return {
    medianMs: shown(median(wall)),
    fastestMs: shown(fastest(wall)),
    cpuMs: shown(sum(cpu) / cpu.length),
    rate: shown(median(mailauth.wall) / median(wall)),
    fastestRate: shown(fastest(mailauth.wall) / fastest(wall)),
    cpuRate: shown(sum(mailauth.cpu) / sum(cpu)),
  }
}

function tellAll(which: keyof typeof mails) {
  const all = taken[which]
  return {
    octets: mails[which].length,
    report: tell('report', all),
    authentication: tell('authentication', all),
    mailauth: tell('mailauth', all),
  }
}
console.log(JSON.stringify({ newsletter: tellAll('newsletter'), text: tellAll('text') }))
