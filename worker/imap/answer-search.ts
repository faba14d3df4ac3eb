/** The answer to SEARCH: a list of numbers, or with RETURN an ESEARCH (RFC 4731) that may be kept for the next command (RFC 5182). */
import type { Outcome } from './carry-out.ts'
import type { Command } from './command.ts'
import { search } from './search.ts'
import type { Key } from './search-keys.ts'
import type { Numbered, Selected } from './selected.ts'
import type { Session } from './session.ts'
import { writeSet } from './written.ts'

type Asked = Extract<Command, { name: 'SEARCH' }>

export async function answerSearch(session: Session, selected: Selected, asked: Asked): Promise<Outcome> {
  const { wire, enabled } = session
  if (!/^(US-ASCII|UTF-8)$/.test(asked.charset)) return { no: '[BADCHARSET (US-ASCII UTF-8)] The charset is not known' }
  const byModseq = asksModseq(asked.key)
  if (byModseq) session.knowModseqs()
  const found = await search(selected, asked.key)
  const numbers = found.map(({ number, entry }) => (asked.uid ? entry.uid : number))
  // In RFC 9051 there is no other answer than ESEARCH.
  const result = asked.result ?? (enabled.rev2 ? ['ALL'] : null)
  const counted = byModseq ? toldOf(found, new Set(result)) : []
  const modseq = counted.length > 0 ? counted.reduce((most, { entry }) => Math.max(most, entry.modseq), 0) : null
  if (!result) {
    wire.write(`* SEARCH${numbers.map((number) => ` ${number}`).join('')}${modseq === null ? '' : ` (MODSEQ ${modseq})`}\r\n`)
    return { ok: 'Done' }
  }
  const wants = new Set<string>(result)
  if (wants.has('SAVE')) selected.saved = toldOf(found, wants).map(({ entry }) => entry.uid)
  if (wants.size === 1 && wants.has('SAVE')) return { ok: 'Saved' }
  const first = numbers[0]
  const parts = [
    ...(asked.uid ? ['UID'] : []),
    ...(wants.has('MIN') && first !== undefined ? [`MIN ${first}`] : []),
    ...(wants.has('MAX') && first !== undefined ? [`MAX ${numbers.at(-1)}`] : []),
    ...(wants.has('COUNT') ? [`COUNT ${numbers.length}`] : []),
    ...(wants.has('ALL') && first !== undefined ? [`ALL ${writeSet(numbers)}`] : []),
    ...(modseq === null ? [] : [`MODSEQ ${modseq}`]),
  ]
  wire.write(`* ESEARCH (TAG "${session.tag}")${parts.map((part) => ` ${part}`).join('')}\r\n`)
  return { ok: 'Done' }
}

/** With MIN or MAX alone only these count: they are kept (RFC 5182 §2.4), and their modseqs are told (RFC 7162 §3.1.10). */
function toldOf(found: Numbered[], wants: Set<string>): Numbered[] {
  if (wants.has('ALL') || wants.has('COUNT') || (!wants.has('MIN') && !wants.has('MAX'))) return found
  return found.filter((_one, place) => (wants.has('MIN') && place === 0) || (wants.has('MAX') && place === found.length - 1))
}

function asksModseq(key: Key): boolean {
  if (key.kind === 'modseq') return true
  if (key.kind === 'not') return asksModseq(key.key)
  return (key.kind === 'or' || key.kind === 'and') && key.keys.some(asksModseq)
}
