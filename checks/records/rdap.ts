/**
 * RDAP, what registries say of a domain: the list of who has which ending (RFC 9224), and an answer about one domain (RFC 9083). Both are JSON
 * from strangers: what is not as it should be is taken for not there.
 */

type Json = Record<string, unknown>

/** Where the registry of this name answers, by the list; undefined when it has none. The longest ending counts (RFC 9224 §4). */
export function registryOf(name: string, list: unknown): string | undefined {
  const services = asList(asObject(list).services)
  const byEnding = new Map<string, string>()
  for (const service of services) {
    const [endings, urls] = asList(service)
    const url = asList(urls).find((one): one is string => typeof one === 'string' && one.startsWith('https://'))
    for (const ending of asList(endings)) {
      if (url !== undefined && typeof ending === 'string') byEnding.set(ending.toLowerCase(), url.endsWith('/') ? url : `${url}/`)
    }
  }
  const labels = name.split('.')
  const endings = labels.map((_, from) => labels.slice(from).join('.'))
  return endings.map((ending) => byEnding.get(ending)).find((url) => url !== undefined)
}

export interface RdapDomain {
  /** In lower case, by the words of RFC 8056. */
  statuses: string[]
  registered: Date | undefined
  expires: Date | undefined
}

const mostStatuses = 30

/** What an answer says of a domain; undefined when it is about something else. */
export function readRdapDomain(answer: unknown): RdapDomain | undefined {
  const { objectClassName, status, events } = asObject(answer)
  if (objectClassName !== 'domain') return undefined
  const statuses = asList(status).filter((one) => typeof one === 'string')
  const when = (action: string) =>
    asList(events)
      .map(asObject)
      .find(({ eventAction }) => eventAction === action)?.eventDate
  return {
    statuses: statuses.slice(0, mostStatuses).map((one) => one.toLowerCase().slice(0, 100)),
    registered: asDate(when('registration')),
    expires: asDate(when('expiration')),
  }
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function asDate(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
