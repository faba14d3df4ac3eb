import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { evidenceOf, type Hop, hostOf, type Route, routeOf, routeUnknown } from '../facts/route.ts'
import { sameOrganization } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/**
 * Do the Received fields tell one story? Each server writes who gave it the mail, so one line's `by` should be the next one's `from`. A line
 * below ours that names our own host was invented: we had not seen the mail before.
 *
 * qmail's notes of steps within one server have neither clause. They are no transfer and are not held against anybody.
 */
export const receivedChain: Check<TestMail> = {
  id: 'received-chain',
  title: 'Received fields',
  reference: 'RFC 5321 §4.4',

  async run(mail) {
    const unknown = routeUnknown(mail)
    if (unknown) return unknown
    const route = routeOf(mail)
    const evidence = evidenceOf(mail)
    const { hops } = route
    if (hops.length === 0)
      return info('single', { evidence, explanation: say`The mail came straight from the program that sent it.` })
    const invented = hops.find(({ by }) => by === mail.receiverName.toLowerCase())
    if (invented)
      return warn('forged', {
        evidence,
        explanation: say`A Received field says that ${hostOf(invented)} had the mail before. It had not.`,
        fix,
      })
    const twice = contradiction(hops)
    if (twice)
      return warn('forged', {
        evidence,
        explanation: say`Two Received fields of ${hostOf(twice)} tell different things of one transfer.`,
        fix,
      })
    const bad = hops.filter(({ isNote, by, time }) => !isNote && (by === '' || time === undefined))
    const [first] = bad
    if (first) {
      const lacks = first.by === '' ? say`does not say which server wrote it` : say`has no date that can be read`
      return warn('malformed', { evidence, explanation: say`A Received field ${lacks}.`, fix })
    }
    const gap = firstGap(route, mail)
    if (gap)
      return info('gap', {
        evidence,
        explanation: say`The mail was taken by ${gap.by} and handed on by ${gap.from}: two names of one server, or a step nobody wrote down.`,
      })
    return pass('consistent', { evidence, explanation: say`The Received fields tell one story.` })
  },
}

/** One server gives each transfer an id of its own. */
function contradiction(hops: Hop[]): Hop | undefined {
  const known = new Map<string, Hop>()
  for (const hop of hops) {
    if (hop.id === '' || hop.by === '') continue
    const key = `${hop.by} ${hop.id}`
    const other = known.get(key)
    if (other && other.claim !== hop.claim && other.address !== hop.address) return hop
    known.set(key, hop)
  }
  return undefined
}

function firstGap({ hops }: Route, { session }: TestMail): { by: string; from: string } | undefined {
  const transfers = hops.filter(({ isNote }) => !isNote)
  for (const [index, { by }] of transfers.entries()) {
    const next = transfers[index + 1]
    const names = next ? [next.from, next.reverse] : [session?.helo.toLowerCase() ?? '']
    const known = names.filter(Boolean)
    if (known.length > 0 && !known.some((name) => name === by || sameOrganization(name, by))) return { by, from: known[0] ?? '' }
  }
  return undefined
}

const fix: Fix = {
  who: 'mail-server',
  say: say`Let each server put its own Received field on top, and let no program edit or invent one.`,
  why: say`Filters follow these fields back to the origin, and distrust mail whose story does not hold together.`,
}
