/**
 * How fast is a mail judged? A signed newsletter of 10 KiB, with DNS in memory: our whole report, and in turn mailauth's own `authenticate`, which
 * finds SPF, DKIM, DMARC and ARC alone, on the same mail. Prints one JSON line.
 *
 *     node run.mjs bench/analyze.ts [rounds]
 */
import { authenticate } from 'mailauth'
import { evaluateDmarc } from '#checks/facts/dmarc-evaluation.ts'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import { compose, inOrder, received, sender, sign } from '../test/helpers/mails.ts'
import { netOf } from '../test/helpers/zone.ts'

const rounds = Number(process.argv[2] ?? 500)
/** Long enough for the compiler to have seen everything. */
const warmUp = 200

const paragraph =
  '<p style="font-family:Arial;color:#222">Our spring sale begins today, with flowers, garden tools and seeds.</p>\r\n'
const html = `<html lang="en"><head><title>Spring</title></head><body>\r\n${paragraph.repeat(80)}<a href="https://acme.com/u">Unsubscribe</a></body></html>\r\n`
const text = 'Our spring sale begins today, with flowers, garden tools and seeds.\r\n'.repeat(10)
const part = (type: string, body: string) => `--b\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${body}\r\n`
const fields = {
  'Content-Type': 'multipart/alternative; boundary=b',
  'List-Unsubscribe': '<https://acme.com/u/1>, <mailto:u@acme.com>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
}
const raw = Buffer.from(
  await sign(compose(fields, `${part('text/plain', text)}${part('text/html', html)}--b--\r\n`), {
    fields: 'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Unsubscribe:List-Unsubscribe-Post',
  }),
  'latin1',
)

/** The same records, as mailauth asks for them: looked up before, so that only its own work is measured. */
const asked = new Map<string, unknown[]>()

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
  async report(): Promise<void> {
    const { score } = await judgeMail(await gather(received(raw)), netOf(inOrder))
    if (score === null || score < 9) throw new Error(`the mail has ${score}`)
  },
  async authentication(): Promise<void> {
    const { result } = await evaluateDmarc(await gather(received(raw)), netOf(inOrder))
    if (result !== 'pass') throw new Error(`our DMARC says ${result}`)
  },
  async mailauth(): Promise<void> {
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

/** Milliseconds on the clock, and of this process, of each round: in turn, so that all see the same machine. */
const taken: Record<Who, { wall: number[]; cpu: number[] }> = {
  report: { wall: [], cpu: [] },
  authentication: { wall: [], cpu: [] },
  mailauth: { wall: [], cpu: [] },
}
for (let round = 0; round < rounds + warmUp; round++) {
  for (const [who, work] of Object.entries(works) as [Who, () => Promise<void>][]) {
    const [begun, before] = [performance.now(), process.cpuUsage()]
    await work()
    const { user, system } = process.cpuUsage(before)
    if (round < warmUp) continue
    taken[who].wall.push(performance.now() - begun)
    taken[who].cpu.push((user + system) / 1000)
  }
}

const sum = (values: number[]) => values.reduce((all, one) => all + one, 0)
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const shown = (value: number) => Math.round(value * 100) / 100

function tell(who: Who) {
  const { wall, cpu } = taken[who]
  const faster = (mine: number, theirs: number) => shown(theirs / mine)
  return {
    medianMs: shown(median(wall)),
    cpuMs: shown(sum(cpu) / cpu.length),
    rate: faster(median(wall), median(taken.mailauth.wall)),
    cpuRate: faster(sum(cpu), sum(taken.mailauth.cpu)),
  }
}
console.log(
  JSON.stringify({
    octets: raw.length,
    report: tell('report'),
    authentication: tell('authentication'),
    mailauth: tell('mailauth'),
  }),
)
