/** Is the receiver there? Asked at most every ten seconds, whoever looks at the home page. */
import { receiverGreets } from './server/health.ts'

const rememberedMs = 10_000
let asked = { at: 0, answer: Promise.resolve(true) }
let downSince: string | null = null

/** Since when mail cannot come in, ISO 8601; null while it can. */
export async function receiverDownSince(): Promise<string | null> {
  if (Date.now() - asked.at > rememberedMs) asked = { at: Date.now(), answer: receiverGreets() }
  downSince = (await asked.answer) ? null : (downSince ?? new Date().toISOString())
  return downSince
}
