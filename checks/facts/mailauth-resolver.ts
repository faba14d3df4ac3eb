import type { Net, RecordType } from '../net.ts'
import { Unreachable } from '../net.ts'

/** The resolver that mailauth asks: records as `node:dns` gives them, absence and trouble as errors with its codes. */
export type Resolver = (name: string, type: string) => Promise<string[]>

export interface Listener {
  resolve: Resolver
  /** What was silent so far, by `name TYPE`. mailauth folds every trouble into one word; here the trouble itself is kept. */
  silences: Map<string, Unreachable>
}

/** Key records one mail may have us ask for: ten signatures, and as many seals of forwarders. */
const mostKeys = 20

/**
 * A resolver for mailauth on top of our window. NXDOMAIN is `ENOTFOUND`, NODATA is `ENODATA`, and silence is `ESERVFAIL` whatever made it:
 * mailauth reads the first two as "there is none" and everything else as "try later".
 */
export function listen(net: Net): Listener {
  const silences = new Map<string, Unreachable>()
  const keys = new Set<string>()
  return {
    silences,
    async resolve(name, type) {
      const isKey = name.includes('._domainkey.')
      if (isKey) keys.add(name)
      try {
        if (keys.size > mostKeys) throw new Unreachable(`${name} ${type}`, 'budget')
        return await ask(net, name, type as RecordType)
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error
        // A name that cannot be asked cannot hold a key either.
        if (error.reason === 'bad-name') throw failure(isKey ? 'ENOTFOUND' : 'EBADNAME')
        silences.set(`${name} ${type}`, error)
        throw failure('ESERVFAIL')
      }
    },
  }
}

async function ask(net: Net, name: string, type: RecordType): Promise<string[]> {
  const answer = await net.dns.resolve(name, type)
  if (answer.status !== 'records') throw failure(answer.status === 'nxdomain' ? 'ENOTFOUND' : 'ENODATA')
  // mailauth's type says `string[]` for every kind of record, as `node:dns` is told apart by its second argument.
  return answer.records.map((record) => shape(record)) as string[]
}

function shape(record: object): unknown {
  if ('address' in record) return record.address
  if ('exchange' in record && 'preference' in record) return { exchange: record.exchange, priority: record.preference }
  if ('strings' in record) return record.strings
  return 'name' in record ? record.name : record
}

/** With the code that `node:dns` would give it, and without a stack trace: absence is ordinary, and a trace costs more than the question. */
function failure(code: string): Error {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  const error = Object.assign(new Error(code), { code })
  Error.stackTraceLimit = stackTraceLimit
  return error
}
