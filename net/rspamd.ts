/** rspamd over HTTP: the mail is posted to `/checkv2`, with the envelope in header fields, and the answer is JSON (rspamd.com/doc/developers/protocol.html). */
import { type FilterEnvelope, type Filtered, type Silence, Unreachable } from '#checks/net.ts'
import { z } from 'zod'

const longestMail = 25 * 1024 * 1024
const longestAnswer = 1024 * 1024

const answer = z.object({
  score: z.number(),
  required_score: z.number(),
  action: z.string().max(100),
  symbols: z.record(z.string(), z.object({ score: z.number().default(0), description: z.string().optional() })).default({}),
})

/** Asks rspamd about a mail. `url`: of its normal worker. @throws {Unreachable} */
export async function askRspamd(url: string, raw: Uint8Array, envelope: FilterEnvelope, ms: number): Promise<Filtered> {
  const silent = (reason: Silence) => new Unreachable(`rspamd at ${url}`, reason, url, 'https')
  const text = await post(`${url.replace(/\/+$/, '')}/checkv2`, raw, envelope, ms).catch((error: unknown) => {
    throw silent(error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'network')
  })
  const read = answer.safeParse(parsed(text))
  if (!read.success) throw silent('malformed')
  const { score, required_score: required, action, symbols } = read.data
  const rules = Object.entries(symbols)
    .slice(0, 1000)
    .map(([name, one]) => ({ name: name.slice(0, 100), points: one.score, description: (one.description ?? '').slice(0, 200) }))
  return { score, required, action: action.toLowerCase(), rules: rules.sort((a, b) => b.points - a.points) }
}

async function post(url: string, raw: Uint8Array, envelope: FilterEnvelope, ms: number): Promise<string | undefined> {
  const clean = (text: string) => text.replace(/[^\x21-\x7e]/g, '').slice(0, 300)
  const { mailFrom, rcptTo, peerAddress, helo } = envelope
  const told = { From: clean(mailFrom), Rcpt: clean(rcptTo), IP: clean(peerAddress), Helo: clean(helo) }
  const response = await fetch(url, {
    method: 'POST',
    body: Buffer.from(raw.subarray(0, longestMail)),
    headers: Object.fromEntries(Object.entries(told).filter(([, value]) => value !== '')),
    redirect: 'error',
    signal: AbortSignal.timeout(ms),
  })
  return response.ok ? await textOf(response) : undefined
}

/** Undefined when it is longer than any answer. */
async function textOf({ body }: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = body?.getReader()
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    parts.push(read.value)
    size += read.value.length
    if (size > longestAnswer) return undefined
  }
  return Buffer.concat(parts).toString('utf8')
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
