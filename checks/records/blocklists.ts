/**
 * The lists that receivers ask about addresses and domains, and what their answers mean (checks catalogue, appendix A).
 *
 * A list is a DNS zone (RFC 5782): `2.0.0.127.zen.spamhaus.org A` answers for a listed 127.0.0.2, NXDOMAIN for one that is not. The answer is a
 * code, different for each list. Three things look like a listing and are none: an answer outside 127.0.0.0/8 (somebody rewrites NXDOMAIN, or
 * the zone is parked), 127.255.255.x and the refusals of single lists (we may not ask), and 127.0.0.1. Lists that have closed are not asked:
 * several answered everything on their last day.
 */

/**
 * `listed`: seen sending spam, or worse. `policy`: addresses that should not send by themselves. `drop`: networks run by criminals. `range`:
 * neighbours are to blame. `abused`: a good domain that was broken into; `redirector` the same of a shortener. `grey`: doubtful.
 */
export type Meaning =
  | 'listed'
  | 'policy'
  | 'drop'
  | 'range'
  | 'abused'
  | 'redirector'
  | 'grey'
  | 'trusted'
  | 'untrusted'
  | 'none'
  | 'refused'

/** `spamhaus` and `major` are enforced by large receivers, `minor` by few, `collateral` lists neighbours or lets people pay. */
export type Tier = 'spamhaus' | 'major' | 'minor' | 'collateral' | 'domain' | 'allow'

export interface Blocklist {
  zone: string
  /** As people know it. */
  name: string
  tier: Tier
  /** How much a listing is believed, 0 to 10. */
  weight: number
  /** What it lists: addresses, and those of IPv6 too, or domains. */
  lists: 'ipv4' | 'ip' | 'name'
  /** Domain lists: the exact name too, or only the registered one. */
  exact?: true
  /** Names of domain lists that must be listed, and must not (RFC 5782 §5). */
  test?: { listed: string; clear: string }
  /** Where a removal is asked for. */
  page: string
  /** What the last three octets of an answer mean; undefined for one that no documentation names. */
  read(code: Code): Meaning[] | undefined
}

/** The second to fourth octet of 127.a.b.c. */
export type Code = readonly [number, number, number]

/** One meaning for each last octet of 127.0.0.c. */
const octets =
  (meanings: Record<number, Meaning>) =>
  ([a, b, c]: Code): Meaning[] | undefined => {
    const meaning = a === 0 && b === 0 ? meanings[c] : undefined
    return meaning && [meaning]
  }

/** The last octet of 127.0.0.c is several answers in one. */
const bits =
  (meanings: Record<number, Meaning>) =>
  ([a, b, c]: Code): Meaning[] | undefined => {
    if (a !== 0 || b !== 0) return undefined
    const set = Object.entries(meanings).filter(([bit]) => (c & Number(bit)) !== 0)
    return set.length > 0 ? set.map(([, meaning]) => meaning) : undefined
  }

const two = octets({ 2: 'listed' })
/** 127.0.0.c for every c from 2. */
const any: Blocklist['read'] = ([a, b, c]) => (a === 0 && b === 0 && c >= 2 ? ['listed'] : undefined)

const zen = octets({
  2: 'listed',
  3: 'listed',
  4: 'listed',
  5: 'listed',
  6: 'listed',
  7: 'listed',
  9: 'drop',
  10: 'policy',
  11: 'policy',
  30: 'listed',
})

function dbl([a, b, c]: Code): Meaning[] | undefined {
  if (a !== 0 || b !== 1) return undefined
  // .255: an address was asked, which is our own mistake and says nothing.
  const meaning = (
    {
      2: 'listed',
      4: 'listed',
      5: 'listed',
      6: 'listed',
      102: 'abused',
      103: 'redirector',
      104: 'abused',
      105: 'abused',
      106: 'abused',
      255: 'none',
    } as const
  )[c]
  return meaning && [meaning]
}

function dnswl([a, b, c]: Code): Meaning[] | undefined {
  // Over the limit it answers 127.0.0.255, and 127.0.10.x.
  if (a !== 0 || (b === 0 && c === 255) || b === 10) return ['refused']
  return c === 0 ? ['untrusted'] : c <= 3 ? ['trusted'] : undefined
}

const dronebl: Blocklist['read'] = ([a, b, c]) =>
  a === 0 && b === 0 && ((c >= 3 && c <= 19) || c === 255) ? ['listed'] : undefined

const minor = { tier: 'minor', lists: 'ipv4' } as const

export const blocklists: readonly Blocklist[] = [
  {
    zone: 'zen.spamhaus.org',
    name: 'Spamhaus',
    tier: 'spamhaus',
    weight: 10,
    lists: 'ip',
    page: 'https://check.spamhaus.org/',
    read: zen,
  },
  {
    zone: 'b.barracudacentral.org',
    name: 'Barracuda',
    tier: 'major',
    weight: 7,
    lists: 'ipv4',
    page: 'https://www.barracudacentral.org/rbl/removal-request',
    read: two,
  },
  {
    zone: 'bl.spamcop.net',
    name: 'SpamCop',
    tier: 'major',
    weight: 6,
    lists: 'ipv4',
    page: 'https://www.spamcop.net/bl.shtml',
    read: two,
  },
  { ...minor, zone: 'psbl.surriel.com', name: 'PSBL', weight: 4, page: 'https://psbl.org/', read: two },
  {
    ...minor,
    zone: 'bl.mailspike.net',
    name: 'Mailspike',
    weight: 4,
    page: 'https://mailspike.org/',
    read: octets({ 2: 'listed', 10: 'listed', 11: 'listed', 12: 'listed' }),
  },
  { ...minor, zone: 'dnsbl.dronebl.org', name: 'DroneBL', weight: 3, page: 'https://dronebl.org/lookup', read: dronebl },
  { ...minor, zone: 'bl.0spam.org', name: '0spam', weight: 2, page: 'https://0spam.org/', read: any },
  { ...minor, zone: 'all.s5h.net', name: 's5h', weight: 2, page: 'https://www.usenix.org.uk/content/rbl.html', read: two },
  { ...minor, zone: 'bl.nordspam.com', name: 'NordSpam', weight: 2, page: 'https://www.nordspam.com/', read: two },
  {
    ...minor,
    zone: 'bl.blocklist.de',
    name: 'blocklist.de',
    weight: 2,
    page: 'https://www.blocklist.de/en/delist.html',
    read: any,
  },
  {
    ...minor,
    zone: 'bl.spameatingmonkey.net',
    name: 'Spam Eating Monkey',
    weight: 2,
    page: 'https://spameatingmonkey.com/',
    read: octets({ 2: 'listed', 3: 'listed' }),
  },
  {
    ...minor,
    zone: 'dnsbl-1.uceprotect.net',
    name: 'UCEPROTECT 1',
    weight: 2,
    page: 'https://www.uceprotect.net/en/rblcheck.php',
    read: two,
  },
  {
    ...minor,
    zone: 'spam.spamrats.com',
    name: 'SpamRATS',
    weight: 2,
    page: 'https://www.spamrats.com/removal.php',
    read: octets({ 38: 'listed' }),
  },
  {
    ...minor,
    tier: 'collateral',
    zone: 'dyna.spamrats.com',
    name: 'SpamRATS Dyna',
    weight: 1,
    page: 'https://www.spamrats.com/removal.php',
    read: octets({ 36: 'policy' }),
  },
  {
    ...minor,
    tier: 'collateral',
    zone: 'noptr.spamrats.com',
    name: 'SpamRATS NoPtr',
    weight: 1,
    page: 'https://www.spamrats.com/removal.php',
    read: octets({ 37: 'policy' }),
  },
  {
    ...minor,
    tier: 'collateral',
    zone: 'dnsbl-2.uceprotect.net',
    name: 'UCEPROTECT 2',
    weight: 0,
    page: 'https://www.uceprotect.net/en/rblcheck.php',
    read: octets({ 2: 'range' }),
  },
  {
    ...minor,
    tier: 'collateral',
    zone: 'dnsbl-3.uceprotect.net',
    name: 'UCEPROTECT 3',
    weight: 0,
    page: 'https://www.uceprotect.net/en/rblcheck.php',
    read: octets({ 2: 'range' }),
  },
  {
    ...{
      zone: 'dbl.spamhaus.org',
      name: 'Spamhaus DBL',
      tier: 'domain',
      weight: 10,
      lists: 'name',
      exact: true,
      page: 'https://check.spamhaus.org/',
    },
    ...{ test: { listed: 'dbltest.com', clear: 'invalid' }, read: dbl },
  },
  {
    ...{
      zone: 'multi.surbl.org',
      name: 'SURBL',
      tier: 'domain',
      weight: 8,
      lists: 'name',
      exact: true,
      page: 'https://surbl.org/surbl-analysis',
    },
    ...{
      test: { listed: 'test.surbl.org', clear: 'invalid' },
      read: bits({ 4: 'listed', 8: 'listed', 16: 'listed', 32: 'listed', 64: 'listed', 128: 'abused' }),
    },
  },
  {
    ...{ zone: 'multi.uribl.com', name: 'URIBL', tier: 'domain', weight: 6, lists: 'name', page: 'https://admin.uribl.com/' },
    ...{
      test: { listed: 'test.uribl.com', clear: 'invalid' },
      read: bits({ 1: 'refused', 2: 'listed', 4: 'grey', 8: 'listed' }),
    },
  },
  {
    ...{
      zone: 'dbl.nordspam.com',
      name: 'NordSpam DBL',
      tier: 'domain',
      weight: 2,
      lists: 'name',
      page: 'https://www.nordspam.com/',
    },
    ...{ test: { listed: 'test', clear: 'invalid' }, read: two },
  },
  { zone: 'list.dnswl.org', name: 'DNSWL', tier: 'allow', weight: 0, lists: 'ip', page: 'https://www.dnswl.org/', read: dnswl },
]

/**
 * What an answer of this list means. `refused` also for what no list can mean: outside 127.0.0.0/8, or 127.255.255.x.
 * A code nobody documents is a listing that is believed half.
 */
export function meaningsOf(list: Blocklist, address: string): { meanings: Meaning[]; documented: boolean } {
  const [first, a = 0, b = 0, c = 0] = address.split('.').map(Number)
  if (first !== 127 || (a === 255 && b === 255)) return { meanings: ['refused'], documented: true }
  const meanings = list.read([a, b, c])
  if (meanings) return { meanings, documented: true }
  // Some lists answer 127.0.0.1 to those who may not ask; it is a listing nowhere.
  if (a === 0 && b === 0 && c <= 1) return { meanings: ['refused'], documented: true }
  return { meanings: [list.tier === 'allow' ? 'none' : 'listed'], documented: false }
}
