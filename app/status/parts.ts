/** What limits this Seedbed, in words: from what was seen of each part to a sentence, and to what cures it. */

/** `limits`: something cannot be checked, or not done. `unsure`: it could not be found out. `off`: the settings say so. */
export type PartState = 'works' | 'limits' | 'unsure' | 'off'

export interface StatusPart {
  id: string
  title: string
  state: PartState
  say: string
  /** What the operator can change. */
  cure?: string
}

/** Does this network let connections to a port out? */
export type Way = 'open' | 'blocked' | 'hijacked' | 'not-judged'

export interface Seen {
  database: boolean
  queue: boolean
  receiver: boolean
  readers: boolean | 'off'
  dns: boolean
  /** Undefined where it could not be found out. */
  validates: boolean | undefined
  tcp: boolean | undefined
  port25: Way
  /** The same over IPv6. */
  port25v6: Way
  /** The other ports of mail. */
  ports: { port: number; way: Way }[]
  /** Jobs that wait and that run. */
  jobs: { waiting: number; active: number } | undefined
  /** Names of the lists, with why each does not answer us. */
  lists: { name: string; why: string | undefined }[]
  /** How many resolvers are asked whether a record has spread. */
  resolvers: number
  /** Seconds between our clock and another, by whose it is; the database's only where it is on another machine. */
  clocks: { of: string; seconds: number }[]
  /** Days left; undefined for a certificate of our own making. */
  certificateDays: number | undefined
  /** Share of the disk that is free. */
  free: number | undefined
  /** What runs here: "Node.js", "24.21.0". */
  versions: { name: string; version: string }[]
}

const reading = { id: 'readers', title: 'IMAP and POP3' }
const least = { certificateDays: 14, free: 0.1, clockSeconds: 5 }
/** So many jobs in the queue keep a reader waiting. */
const manyJobs = 200

/** Every part, in a fixed order. */
export function partsOf(seen: Seen): StatusPart[] {
  const { database, queue, receiver, readers, dns } = seen
  return [
    answering('database', 'Database', database, 'The database does not answer: nothing can be stored or shown.', 'DATABASE_URL'),
    answering('queue', 'Queue', queue, 'The queue does not answer: mails are stored, and reports come later.', 'REDIS_URL'),
    answering('receiver', 'Receiver', receiver, 'The receiver does not greet: no mail can arrive.', 'SMTP_PORT'),
    readers === 'off'
      ? { ...reading, state: 'off', say: 'Mail programs read nothing here (setting READERS).' }
      : answering(
          reading.id,
          reading.title,
          readers,
          'The readers do not greet: no mail program can read.',
          'IMAP_PORT and POP3_PORT',
        ),
    answering('dns', 'DNS', dns, 'The resolver does not answer: hardly anything can be checked.', 'DNS_SERVERS'),
    validation(seen),
    tcp(seen),
    port25(seen),
    port25v6(seen),
    otherPorts(seen),
    blocklists(seen),
    resolvers(seen),
    clock(seen),
    certificate(seen),
    disk(seen),
    jobs(seen),
    versions(seen),
  ]
}

/** What bears upon the reports of everybody. The rest is the operator's business. */
const everybodys = new Set([
  'receiver',
  'readers',
  'dns',
  'dnssec',
  'dns-tcp',
  'port-25',
  'port-25-ipv6',
  'ports',
  'blocklists',
  'resolvers',
])

/** The parts without what only the operator can use: how the machine fares, and what cures it. */
export const forEverybody = (parts: readonly StatusPart[]): StatusPart[] =>
  parts.filter(({ id }) => everybodys.has(id)).map(({ cure: _, ...part }) => part)

function answering(id: string, title: string, works: boolean, say: string, setting: string): StatusPart {
  if (works) return { id, title, state: 'works', say: 'Answers.' }
  return {
    id,
    title,
    state: 'limits',
    say,
    cure: `See that it runs, and that ${setting} lead${setting.includes(' ') ? '' : 's'} to it.`,
  }
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

function port25v6({ port25v6: way }: Seen): StatusPart {
  const part = { id: 'port-25-ipv6', title: 'Port 25, outbound, over IPv6' }
  if (way === 'open') return { ...part, state: 'works', say: 'Mail servers of others can be reached over IPv6.' }
  if (way === 'not-judged')
    return { ...part, state: 'unsure', say: 'Whether mail servers of others can be reached over IPv6 could not be found out.' }
  const say = 'Nothing gets out over IPv6 on port 25: what is said about the IPv6 addresses of mail servers is "could not check".'
  return {
    ...part,
    state: 'limits',
    say,
    cure: 'Give this machine IPv6, or ask the hosting provider to open outbound TCP port 25 for it.',
  }
}

function otherPorts({ ports }: Seen): StatusPart {
  const part = { id: 'ports', title: 'Other ports of mail, outbound' }
  const shut = ports.filter(({ way }) => way === 'blocked' || way === 'hijacked').map(({ port }) => port)
  const unclear = ports.filter(({ way }) => way === 'not-judged').map(({ port }) => port)
  if (shut.length > 0) {
    const say = `This network lets nothing out on ${shut.join(', ')}: what is said about servers there is "could not check".`
    return { ...part, state: 'limits', say, cure: `Ask whoever runs the network to open outbound TCP ${shut.join(', ')}.` }
  }
  if (unclear.length > 0)
    return { ...part, state: 'unsure', say: `Whether ${unclear.join(', ')} can be reached could not be found out.` }
  return { ...part, state: 'works', say: `${ports.map(({ port }) => port).join(', ')} can be reached.` }
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

function resolvers({ resolvers: amount }: Seen): StatusPart {
  const part = { id: 'resolvers', title: 'Resolvers of others' }
  if (amount > 0) return { ...part, state: 'works', say: `${amount} are asked whether a record has spread.` }
  const say = 'No resolver of others is asked, so whether a record has spread cannot be said.'
  return { ...part, state: 'limits', say, cure: 'Let PUBLIC_RESOLVERS name some.' }
}

function clock({ clocks }: Seen): StatusPart {
  const part = { id: 'clock', title: 'Clock' }
  if (clocks.length === 0) return { ...part, state: 'unsure', say: 'Not measured: no other clock could be asked.' }
  const off = clocks.filter(({ seconds }) => Math.abs(seconds) > least.clockSeconds)
  if (off.length === 0)
    return { ...part, state: 'works', say: `Agrees with that of ${clocks.map(({ of }) => of).join(' and ')}.` }
  const told = off.map(({ of, seconds }) => `that of ${of} by ${Math.round(Math.abs(seconds))} seconds`).join(', and from ')
  const say = `Differs from ${told}: signatures and certificates may be judged wrongly.`
  return { ...part, state: 'limits', say, cure: 'Let the machine set its clock by NTP.' }
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

function jobs({ jobs: seen }: Seen): StatusPart {
  const part = { id: 'jobs', title: 'Work that waits' }
  if (!seen) return { ...part, state: 'unsure', say: 'How much waits could not be found out.' }
  const say = `${seen.waiting} waiting, ${seen.active} running.`
  if (seen.waiting < manyJobs) return { ...part, state: 'works', say }
  return { ...part, state: 'limits', say: `${say} Reports come late.`, cure: 'See that a worker runs, or start another one.' }
}

function versions({ versions: all }: Seen): StatusPart {
  const say = all.map(({ name, version }) => `${name} ${version}`).join(', ')
  return { id: 'versions', title: 'Versions', state: 'works', say: `${say}.` }
}

/** The page's first sentence. */
export function inShort(parts: readonly StatusPart[]): string {
  const limits = parts.filter(({ state }) => state === 'limits').length
  if (limits === 0) return 'Everything works.'
  return limits === 1 ? 'One thing limits what this Seedbed can do.' : `${limits} things limit what this Seedbed can do.`
}
