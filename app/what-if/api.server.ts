/** Rehearsals as programs ask for them: the same changes as in the form, read in the same way. */
import type { ReportRecordChange } from '#checks/report.ts'
import { badRequest } from '../api.server.ts'
import type { NewChange } from '../api.ts'
import { type Asked, startScanFor } from '../scan/ask.server.ts'
import { policyChange, readForm, type Scope } from './changes.server.ts'
import { baseBehind, policyUrlOf, scopeOf } from './domain.server.ts'
import type { Row } from './form.ts'

interface Wanted {
  changes: NewChange[]
  basedOn: string | undefined
}

/**
 * Asks for a rehearsal of a domain, and for a scan of now where none is given to compare it with.
 * @throws {Refusal} 400 for a change that cannot be rehearsed, or a scan that it cannot be compared with
 */
export async function startRehearsal(
  request: Request,
  client: string,
  domain: string,
  { changes: wanted, basedOn }: Wanted,
): Promise<Asked> {
  const named = basedOn === undefined ? null : await baseNamed(request, basedOn, domain)
  const changes = readChanges(wanted, domain, await scopeOf(domain, named))
  if (named) return startScanFor(request, client, domain, { changes, basedOn: named.id })
  const base = await startScanFor(request, client, domain)
  return base.given ? startScanFor(request, client, domain, { changes, basedOn: base.scan.id }) : base
}

async function baseNamed(request: Request, id: string, domain: string) {
  return baseBehind(request, id, domain).catch(() => {
    throw badRequest('basedOn: no scan of this domain that can be read.')
  })
}

/** @throws {Refusal} 400 for a change that cannot be rehearsed, and for none */
export function readChanges(wanted: NewChange[], domain: string, scope: Scope): ReportRecordChange[] {
  const changes = wanted.flatMap((change, index) => {
    const refuse = (what: string) => badRequest(`changes.${index}.${what}`)
    if (change.type === 'GET') return readPolicy(change, domain, refuse)
    if (change.action === 'replace' && change.was === undefined) throw refuse('was: what is replaced is missing.')
    const { rows, changes: read } = readForm([rowOf(change)], scope)
    const stop = rows.flatMap(({ notes }) => notes).find(({ stops }) => stops)
    if (stop) throw refuse(`${stop.field}: ${stop.say}`)
    return read.map((one) => ({ ...one, ttl: change.ttl }))
  })
  if (changes.length === 0) throw badRequest('changes: nothing would be changed.')
  return changes
}

function readPolicy({ name, value, action }: NewChange, domain: string, refuse: (what: string) => Error): ReportRecordChange[] {
  const url = policyUrlOf(domain)
  if (name !== url) throw refuse(`name: the one file that can be rehearsed is ${url}.`)
  const change = action === 'delete' ? undefined : policyChange(url, value)
  if (!change) throw refuse('value: a policy that is served has a text.')
  return [change]
}

function rowOf({ action, name, type, was, value }: NewChange): Row {
  const before = action === 'add' ? '' : (was ?? value)
  return { name, type, was: before, value: action === 'delete' ? before : value, remove: action === 'delete' }
}
