/** What limits this Seedbed, in words: from what was seen of each part to a sentence, and to what cures it. */

/** `limits`: something cannot be checked, or not done. `unsure`: it could not be found out. */
export type PartState = 'works' | 'limits' | 'unsure'

export interface StatusPart {
  id: string
  title: string
  state: PartState
  say: string
  /** What the operator can change. */
  cure?: string
}

export interface Seen {
  database: boolean
  queue: boolean
  receiver: boolean
  dns: boolean
  /** Undefined where it could not be found out. */
  validates: boolean | undefined
  tcp: boolean | undefined
  port25: 'open' | 'blocked' | 'hijacked' | 'not-judged'
  /** Names of the lists, with why each does not answer us. */
  lists: { name: string; why: string | undefined }[]
  /** Seconds between our clock and the database's. */
  clockSeconds: number | undefined
  /** Days left; undefined for a certificate of our own making. */
  certificateDays: number | undefined
  /** Share of the disk that is free. */
  free: number | undefined
}

const least = { certificateDays: 14, free: 0.1, clockSeconds: 5 }

/** Every part, in a fixed order. */
export function partsOf(seen: Seen): StatusPart[] {
  const { database, queue, receiver, dns } = seen
  return [
    answering('database', 'Database', database, 'The database does not answer: nothing can be stored or shown.', 'DATABASE_URL'),
    answering('queue', 'Queue', queue, 'The queue does not answer: mails are stored, and reports come later.', 'REDIS_URL'),
    answering('receiver', 'Receiver', receiver, 'The receiver does not greet: no mail can arrive.', 'SMTP_PORT'),
    answering('dns', 'DNS', dns, 'The resolver does not answer: hardly anything can be checked.', 'DNS_SERVERS'),
    validation(seen),
    tcp(seen),
    port25(seen),
    blocklists(seen),
    clock(seen),
    certificate(seen),
    disk(seen),
  ]
}

function answering(id: string, title: string, works: boolean, say: string, setting: string): StatusPart {
  if (works) return { id, title, state: 'works', say: 'Answers.' }
  return { id, title, state: 'limits', say, cure: `See that it runs, and that ${setting} leads to it.` }
}

function validation({ validates }: Seen): StatusPart {
  const part = { id: 'dnssec', title: 'DNSSEC' }
  if (validates) return { ...part, state: 'works', say: 'The resolver checks the signatures of DNS answers.' }
  if (validates === undefined)
    return { ...part, state: 'unsure', say: 'Whether the resolver checks signatures could not be found out.' }
  const cure = 'Let DNS_SERVERS name a resolver that validates, best one of your own, as Unbound.'
  return {
    ...part,
    state: 'limits',
    say: 'The resolver does not check signatures, so nothing can be said about DNSSEC and DANE.',
    cure,
  }
}

function tcp({ tcp }: Seen): StatusPart {
  const part = { id: 'dns-tcp', title: 'DNS over TCP' }
  if (tcp) return { ...part, state: 'works', say: 'Long answers arrive.' }
  if (tcp === undefined) return { ...part, state: 'unsure', say: 'Whether DNS over TCP works could not be found out.' }
  return {
    ...part,
    state: 'limits',
    say: 'DNS over TCP does not work, so long answers are missing.',
    cure: 'Open TCP port 53 to the resolver.',
  }
}

function port25({ port25 }: Seen): StatusPart {
  const part = { id: 'port-25', title: 'Port 25, outbound' }
  if (port25 === 'open') return { ...part, state: 'works', say: 'Mail servers of others can be reached.' }
  if (port25 === 'not-judged')
    return { ...part, state: 'unsure', say: 'Whether mail servers of others can be reached could not be found out.' }
  const cure = 'Ask the hosting provider to open outbound TCP port 25.'
  const say = {
    blocked:
      'This network lets nothing out on port 25: what is said about the mail servers of others there is "could not check".',
    hijacked: 'Something in this network answers on port 25 in place of the mail servers of others.',
  }[port25]
  return { ...part, state: 'limits', say, cure }
}

function blocklists({ lists }: Seen): StatusPart {
  const part = { id: 'blocklists', title: 'Blocklists' }
  const silent = lists.filter(({ why }) => why !== undefined)
  if (lists.length === 0) return { ...part, state: 'unsure', say: 'The lists could not be asked.' }
  if (silent.length === 0) return { ...part, state: 'works', say: `All ${lists.length} lists answer.` }
  const reasons = [...Map.groupBy(silent, ({ why }) => why)]
  const told = reasons.map(([why, some]) => `${some.map(({ name }) => name).join(', ')}: ${why}`).join('; ')
  const cure = 'Let DNS_SERVERS name a resolver of your own: lists refuse the public ones and those of large clouds.'
  return { ...part, state: 'limits', say: `${silent.length} of ${lists.length} lists do not answer. ${told}.`, cure }
}

function clock({ clockSeconds: off }: Seen): StatusPart {
  const part = { id: 'clock', title: 'Clock' }
  if (off === undefined) return { ...part, state: 'unsure', say: 'The clock could not be compared.' }
  if (Math.abs(off) <= least.clockSeconds) return { ...part, state: 'works', say: 'Agrees with that of the database.' }
  const say = `Differs from that of the database by ${Math.round(Math.abs(off))} seconds: signatures and certificates may be judged wrongly.`
  return { ...part, state: 'limits', say, cure: 'Let both machines set their clocks by NTP.' }
}

function certificate({ certificateDays: days }: Seen): StatusPart {
  const part = { id: 'certificate', title: 'Certificate of the receiver' }
  const cure = 'Let TLS_CERT and TLS_KEY name a current certificate for the name in the MX record.'
  if (days === undefined)
    return { ...part, state: 'limits', say: 'Made by this Seedbed itself: servers that verify do not deliver here.', cure }
  if (days < 0) return { ...part, state: 'limits', say: 'Has ended.', cure }
  return {
    ...part,
    state: days < least.certificateDays ? 'limits' : 'works',
    say: `Ends in ${Math.floor(days)} days.`,
    ...(days < least.certificateDays && { cure }),
  }
}

function disk({ free }: Seen): StatusPart {
  const part = { id: 'disk', title: 'Disk' }
  if (free === undefined) return { ...part, state: 'unsure', say: 'How full the disk is could not be found out.' }
  const say = `${Math.round(free * 100)} % free.`
  if (free >= least.free) return { ...part, state: 'works', say }
  return { ...part, state: 'limits', say, cure: 'Free some room, or lower RETENTION_DAYS.' }
}

/** The page's first sentence. */
export function inShort(parts: readonly StatusPart[]): string {
  const limits = parts.filter(({ state }) => state === 'limits').length
  if (limits === 0) return 'Everything works.'
  return limits === 1 ? 'One thing limits what this Seedbed can do.' : `${limits} things limit what this Seedbed can do.`
}
