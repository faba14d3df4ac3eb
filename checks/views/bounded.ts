/** What a view takes over from the world has an end, and says what was left out. */
import type { Unreachable } from '../net.ts'
import { whySilent, whyUnseen } from '../run.ts'
import type { Gap } from './schema.ts'

/** Characters of one text. A record of 64 KiB must not stand in a report once more for each place that names it. */
const mostCharacters = 1000

const numbers = new Intl.NumberFormat('en')

/** The text; of a long one the beginning, and a mark that says how much is not there. */
export function cut(text: string, most = mostCharacters): string {
  if (text.length <= most) return text
  return `${text.slice(0, most).toWellFormed()} … (${numbers.format(text.length - most)} characters more)`
}

/** A silence as a gap in a picture. */
export function gapOf(silence: Unreachable): Gap {
  return { say: whySilent(silence), side: silence.side }
}

/** The silence of one server, which is named. */
export function gapAt(server: string, { reason, side }: Unreachable): Gap {
  return { say: whyUnseen(reason, server), side }
}
