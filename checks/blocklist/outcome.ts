/** What the blocklist checks share: the finding for lists that say nothing, and what to do about one that says something. */
import { type Finding, type Fix, say, unknown, type Words } from '../check.ts'
import { type ListAnswer, sawLists, trustAnswered } from '../facts/blocklists.ts'
import { publicAddress } from '../facts/public-address.ts'
import type { Sender } from '../subject.ts'
import type { Meaning } from '../records/blocklists.ts'

export type Listed = Extract<ListAnswer, { state: 'listed' }>

/** The listings with one of these meanings. */
export function listedAs(answers: readonly ListAnswer[], ...meanings: Meaning[]): Listed[] {
  return answers.filter(
    (one): one is Listed => one.state === 'listed' && one.meanings.some((meaning) => meanings.includes(meaning)),
  )
}

/** Did lists that hold at least half of the trust answer? Then nothing listed is good news. */
export function isConclusive(answers: readonly ListAnswer[]): boolean {
  return trustAnswered(answers) >= 0.5
}

/** Too few lists answered to say that nothing is listed. */
export function notAnswered(answers: readonly ListAnswer[]): Finding {
  const silent = answers.filter((one) => one.state === 'not-answered')
  const names = [...new Set(silent.map(({ list }) => list.name))].join(', ')
  const side = silent.every((one) => one.side === 'theirs') && silent.length > 0 ? 'theirs' : 'ours'
  const explanation = names ? say`Too few lists could be asked: not ${names}.` : say`No list could be asked.`
  return unknown('not-answered', { side, evidence: sawLists(answers), explanation })
}

/** The public address that sent, or the finding for none: private ones are nobody's business. */
export function addressOf({ session }: Sender): string | Finding {
  const ip = session?.peerAddress ?? ''
  if (publicAddress(ip)) return ip
  const explanation = ip
    ? say`${ip} is not a public address, so no list is asked about it.`
    : say`Nobody saw which address sent this.`
  return unknown('not-answered', { side: 'ours', evidence: [{ where: 'session', what: ip || 'none' }], explanation })
}

export function namesOf(listings: readonly Listed[]): string {
  return [...new Set(listings.map(({ list }) => list.name))].join(', ')
}

/** Stop the cause, then ask each list to look again. */
export function delist(listings: readonly Listed[], cause: Words): Fix {
  const pages = [...new Map(listings.map(({ list }) => [list.page, list])).values()]
  return {
    who: 'blocklist',
    say: say`${cause} Then ask for removal.`,
    why: say`A listing that is removed while its cause goes on comes back, and the next removal takes longer.`,
    steps: pages.map(({ name, page }) => say`Ask ${name} for removal: ${page}`),
  }
}
