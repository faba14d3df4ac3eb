/** What folders there are: LIST and LSUB (RFC 9051 §6.3.9, RFC 3501 §6.3.9, RFC 5258, RFC 5819, RFC 6154). */
import type { Listed } from '../mailbox/mailboxes.ts'
import { delimiter } from '../mailbox/names.ts'
import type { Outcome } from './carry-out.ts'
import type { Listing } from './command.ts'
import { statusLine } from './folders.ts'
import { matcher, readName, writeName } from './names.ts'
import type { Session } from './session.ts'

type Asked = Listing & { name: 'LIST' | 'LSUB' }

interface Line {
  name: string
  attributes: string[]
  /** Does it stand for folders below that are subscribed to (RFC 5258 §4)? */
  childInfo: boolean
}

export async function list(session: Session, asked: Asked): Promise<Outcome> {
  const { wire, enabled, mailboxes } = session
  // RFC 9051 §6.3.9: an empty name asks for the delimiter.
  if (asked.patterns.every((pattern) => pattern === '') && asked.patterns.length === 1) {
    wire.write(`* ${asked.name} (\\Noselect) "${delimiter}" ""\r\n`)
    return { ok: 'Done' }
  }
  const patterns = asked.patterns.flatMap((pattern) => readName(asked.reference + pattern, enabled.rev2) ?? [])
  const lines = linesOf((await mailboxes?.list()) ?? [], asked, patterns)
  for (const { name, attributes, childInfo } of lines) {
    const more = childInfo ? ' ("CHILDINFO" ("SUBSCRIBED"))' : ''
    wire.write(`* ${asked.name} (${attributes.join(' ')}) "${delimiter}" ${writeName(name, enabled.rev2)}${more}\r\n`)
    const folder = asked.status && !attributes.includes('\\NonExistent') ? await mailboxes?.open(name) : null
    if (folder && asked.status) wire.write(await statusLine(session, folder, asked.status))
    if (wire.isFull) await wire.flush()
  }
  return { ok: 'Done' }
}

function linesOf(all: Listed[], asked: Asked, patterns: string[]): Line[] {
  const matches = matcher(patterns)
  const bySubscription = asked.name === 'LSUB' || asked.select.includes('SUBSCRIBED')
  const found = all.filter((one) => (bySubscription ? one.subscribed : one.exists) && matches(one.name))
  const special = asked.select.includes('SPECIAL-USE')
  const tell = teller(all, asked, patterns)
  const lines = found.filter(({ isTrash }) => !special || isTrash).map(tell)
  return special ? lines : [...lines, ...aboveOf(all, asked, patterns).map(tell)]
}

/** Names above folders: those that are no folders themselves where a wildcard meets them, and with RECURSIVEMATCH those above what is subscribed to. */
function aboveOf(all: Listed[], { name: command, select }: Asked, patterns: string[]): Listed[] {
  const matches = matcher(patterns)
  const recursive = select.includes('RECURSIVEMATCH')
  const known = new Map(all.map((one) => [one.name, one]))
  const above = (names: Listed[]): Listed[] =>
    [...new Set(names.flatMap(({ name }) => parentsOf(name)))]
      .sort()
      .map((name) => known.get(name) ?? { name, exists: false, subscribed: false, isTrash: false })
  if (command === 'LSUB' || recursive) {
    const below = all.filter((one) => one.subscribed && !matches(one.name))
    return above(below).filter((one) => !one.subscribed && matches(one.name))
  }
  if (select.includes('SUBSCRIBED')) return []
  const meets = matcher(patterns.filter((pattern) => /[*%]/.test(pattern)))
  return above(all.filter((one) => one.exists)).filter((one) => !one.exists && meets(one.name))
}

function teller(all: Listed[], { name: command, select, give }: Asked, patterns: string[]): (one: Listed) => Line {
  const matches = matcher(patterns)
  const parents = new Set(all.flatMap((one) => (one.exists ? parentsOf(one.name) : [])))
  const subscribedBelow = new Set(all.flatMap((one) => (one.subscribed && !matches(one.name) ? parentsOf(one.name) : [])))
  const bySubscription = select.includes('SUBSCRIBED')
  return ({ name, exists, subscribed, isTrash }) => ({
    name,
    attributes: [
      // \NonExistent says that it cannot be selected either; who asks in the old way knows the other word only.
      ...(exists || command === 'LSUB' ? [] : ['\\NonExistent']),
      ...((command === 'LSUB' ? subscribed : exists || bySubscription) ? [] : ['\\Noselect']),
      parents.has(name) ? '\\HasChildren' : '\\HasNoChildren',
      ...(subscribed && command === 'LIST' && (bySubscription || give.includes('SUBSCRIBED')) ? ['\\Subscribed'] : []),
      ...(isTrash ? ['\\Trash'] : []),
    ],
    childInfo: select.includes('RECURSIVEMATCH') && subscribedBelow.has(name),
  })
}

function parentsOf(name: string): string[] {
  const parts = name.split(delimiter)
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join(delimiter))
}
