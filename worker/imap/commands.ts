/** Reads one command (RFC 9051 §6, §9). Nothing is looked up here. */
import { readDateTime } from './dates.ts'
import type { Command, Listing, Plain, Received, Resync } from './command.ts'
import { readFetchItems } from './fetch-items.ts'
import { BadCommand, type NumberSet, Scanner } from './scanner.ts'
import { readSearch } from './search-keys.ts'

type Reader = (scan: Scanner, uid: boolean) => Command

/** Reads what follows the tag. @throws {BadCommand} */
export function readCommand(text: string): Command {
  const scan = new Scanner(text)
  const word = scan.word()
  const uid = word === 'UID'
  if (uid) scan.space()
  const name = uid ? scan.word() : word
  const read = Object.hasOwn(uid ? ofUid : readers, name) ? readers[name] : undefined
  if (!read) throw new BadCommand(`There is no command ${uid ? 'UID ' : ''}${name.slice(0, 30)}`)
  const command = read(scan, uid)
  scan.end()
  return command
}

const ofUid: Record<string, true> = { FETCH: true, STORE: true, SEARCH: true, COPY: true, MOVE: true, EXPUNGE: true }

const alone =
  (name: Plain): Reader =>
  () => ({ name })
const withMailbox =
  (name: 'CREATE' | 'DELETE' | 'SUBSCRIBE' | 'UNSUBSCRIBE'): Reader =>
  (scan) => {
    const mailbox = mailboxOf(scan)
    // Special use (RFC 6154 §3) is ours to give.
    if (name === 'CREATE' && scan.take(' ')) scan.list(() => [scan.word(), scan.space(), scan.list(() => scan.flag())])
    return { name, mailbox }
  }
const opening =
  (name: 'SELECT' | 'EXAMINE'): Reader =>
  (scan) => ({ name, mailbox: mailboxOf(scan), ...openingOptions(scan) })
const moving =
  (name: 'COPY' | 'MOVE'): Reader =>
  (scan, uid) => ({ name, uid, set: setOf(scan), mailbox: mailboxOf(scan) })
const listing =
  (name: 'LIST' | 'LSUB'): Reader =>
  (scan) => ({ name, ...listingOf(scan) })

const readers: Record<string, Reader> = {
  CAPABILITY: alone('CAPABILITY'),
  NOOP: alone('NOOP'),
  LOGOUT: alone('LOGOUT'),
  STARTTLS: alone('STARTTLS'),
  CHECK: alone('CHECK'),
  CLOSE: alone('CLOSE'),
  UNSELECT: alone('UNSELECT'),
  IDLE: alone('IDLE'),
  NAMESPACE: alone('NAMESPACE'),
  ID(scan) {
    scan.space()
    if (!scan.take('NIL')) scan.list(() => scan.nstring())
    return { name: 'ID' }
  },
  COMPRESS(scan) {
    scan.space()
    if (scan.word() !== 'DEFLATE') scan.fail('DEFLATE')
    return { name: 'COMPRESS' }
  },
  LOGIN(scan) {
    scan.space()
    const username = scan.astring()
    scan.space()
    return { name: 'LOGIN', username, password: scan.astring() }
  },
  AUTHENTICATE(scan) {
    scan.space()
    const mechanism = scan.word()
    const initial = scan.take(' ') ? scan.text.slice(scan.at) : null
    scan.at = scan.text.length
    return { name: 'AUTHENTICATE', mechanism, initial }
  },
  ENABLE(scan) {
    const capabilities: string[] = []
    while (scan.take(' ')) capabilities.push(scan.word())
    return capabilities.length > 0 ? { name: 'ENABLE', capabilities } : scan.fail('a capability')
  },
  SELECT: opening('SELECT'),
  EXAMINE: opening('EXAMINE'),
  CREATE: withMailbox('CREATE'),
  DELETE: withMailbox('DELETE'),
  SUBSCRIBE: withMailbox('SUBSCRIBE'),
  UNSUBSCRIBE: withMailbox('UNSUBSCRIBE'),
  RENAME: (scan) => ({ name: 'RENAME', mailbox: mailboxOf(scan), to: mailboxOf(scan) }),
  LIST: listing('LIST'),
  LSUB: listing('LSUB'),
  STATUS(scan) {
    const mailbox = mailboxOf(scan)
    scan.space()
    return { name: 'STATUS', mailbox, items: statusItems(scan) }
  },
  APPEND: readAppend,
  EXPUNGE: (scan, uid) => ({ name: 'EXPUNGE', set: uid ? setOf(scan) : null }),
  SEARCH(scan, uid) {
    scan.space()
    return { name: 'SEARCH', uid, ...readSearch(scan) }
  },
  FETCH(scan, uid) {
    const set = setOf(scan)
    scan.space()
    const items = readFetchItems(scan)
    const { CHANGEDSINCE: changedSince, VANISHED } = scan.take(' ') ? modifiers(scan) : {}
    const vanished = VANISHED !== undefined
    if (vanished && (!uid || changedSince === undefined)) scan.fail('CHANGEDSINCE and UID with VANISHED')
    return { name: 'FETCH', uid, set, items, vanished, ...(changedSince === undefined ? {} : { changedSince }) }
  },
  STORE: readStore,
  COPY: moving('COPY'),
  MOVE: moving('MOVE'),
}

function mailboxOf(scan: Scanner): string {
  scan.space()
  return scan.astring()
}

function setOf(scan: Scanner): NumberSet {
  scan.space()
  return scan.set()
}

/** `(CHANGEDSINCE 12 VANISHED)`: words, some with a number. */
function modifiers(scan: Scanner): Partial<Record<'CHANGEDSINCE' | 'UNCHANGEDSINCE' | 'VANISHED', number>> {
  const pairs = scan.list(() => {
    const word = scan.word()
    if (word === 'VANISHED') return [word, 0]
    if (word !== 'CHANGEDSINCE' && word !== 'UNCHANGEDSINCE') scan.fail('CHANGEDSINCE or UNCHANGEDSINCE')
    scan.space()
    return [word, scan.number()]
  })
  return Object.fromEntries(pairs)
}

function openingOptions(scan: Scanner): { condstore: boolean; resync: Resync | null } {
  let [condstore, resync]: [boolean, Resync | null] = [false, null]
  if (!scan.take(' ')) return { condstore, resync }
  scan.list(() => {
    const option = scan.word()
    condstore = true
    if (option === 'CONDSTORE') return
    if (option !== 'QRESYNC') scan.fail('CONDSTORE or QRESYNC')
    scan.space()
    resync = readResync(scan)
  })
  return { condstore, resync }
}

function readResync(scan: Scanner): Resync {
  scan.expect('(')
  const uidValidity = scan.number()
  scan.space()
  const modseq = scan.number()
  let known: NumberSet | null = null
  if (scan.take(' ')) {
    if (scan.text[scan.at] !== '(') {
      known = scan.set()
      if (scan.take(' ')) matchData(scan)
    } else matchData(scan)
  }
  scan.expect(')')
  return { uidValidity, modseq, known }
}

/** Which numbers the client thinks have which UIDs: a hint that may shorten the answer, and that we do not need. */
function matchData(scan: Scanner): void {
  scan.expect('(')
  scan.set()
  scan.space()
  scan.set()
  scan.expect(')')
}

function listingOf(scan: Scanner): Listing {
  scan.space()
  const select = scan.text[scan.at] === '(' ? scan.list(() => oneOf(scan, selections)) : []
  // RFC 5258 §3.1: it says how another option is meant.
  if (select.includes('RECURSIVEMATCH') && !select.includes('SUBSCRIBED')) scan.fail('SUBSCRIBED with RECURSIVEMATCH')
  if (select.length > 0 || scan.text[scan.at - 1] === ')') scan.space()
  const reference = scan.astring()
  scan.space()
  const patterns = scan.text[scan.at] === '(' ? scan.list(() => scan.listMailbox()) : [scan.listMailbox()]
  const found: Listing = { reference, patterns, select, give: [], status: null }
  if (!scan.take(' ')) return found
  scan.expect('RETURN ')
  scan.list(() => {
    const option = oneOf(scan, returns)
    if (option !== 'STATUS') return found.give.push(option)
    scan.space()
    found.status = statusItems(scan)
  })
  return found
}

const selections = ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE']
const returns = ['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE', 'STATUS']

function oneOf(scan: Scanner, words: string[]): string {
  const word = scan.word()
  return words.includes(word) ? word : scan.fail(words.join(' or '))
}

const statusNames = ['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'SIZE', 'HIGHESTMODSEQ']

function statusItems(scan: Scanner): string[] {
  return scan.list(() => {
    const item = scan.word()
    return statusNames.includes(item) ? item : scan.fail('a status item')
  })
}

function readAppend(scan: Scanner): Command {
  const mailbox = mailboxOf(scan)
  scan.space()
  const flags = scan.text[scan.at] === '(' ? scan.list(() => scan.flag()) : []
  if (scan.text[scan.at - 1] === ')') scan.space()
  let received: Received | null = null
  if (scan.text[scan.at] === '"') {
    received = readDateTime(scan.string()) ?? scan.fail('a date')
    scan.space()
  }
  if (!/[{~]/.test(scan.text[scan.at] ?? '')) scan.fail('a literal')
  return { name: 'APPEND', mailbox, flags, received, octets: scan.string() }
}

function readStore(scan: Scanner, uid: boolean): Command {
  const set = setOf(scan)
  scan.space()
  let unchangedSince: number | undefined
  if (scan.text[scan.at] === '(') {
    unchangedSince = modifiers(scan).UNCHANGEDSINCE ?? scan.fail('UNCHANGEDSINCE')
    scan.space()
  }
  const how = scan.take('+') ? 'add' : scan.take('-') ? 'remove' : 'replace'
  const word = scan.word()
  if (word !== 'FLAGS' && word !== 'FLAGS.SILENT') scan.fail('FLAGS')
  scan.space()
  const flags = scan.text[scan.at] === '(' ? scan.list(() => scan.flag()) : bareFlags(scan)
  const silent = word === 'FLAGS.SILENT'
  return { name: 'STORE', set, uid, how, silent, flags, ...(unchangedSince === undefined ? {} : { unchangedSince }) }
}

function bareFlags(scan: Scanner): string[] {
  const flags = [scan.flag()]
  while (scan.take(' ')) flags.push(scan.flag())
  return flags
}
