/** What records laid over the world say of names: which exist with them, and of which nobody else is asked. */
import type { RecordData, RecordType } from '#checks/net.ts'

export interface RecordSet {
  records: RecordData[RecordType][]
  ttl: number
}

/** Sets by name and type; each is found when it is first asked for. */
export type Layer = Map<string, Map<RecordType, () => Promise<RecordSet>>>

/** What stands at the top of a zone without being in every file of it: the operator's, the signer's, and DS, which is the zone's above. */
const ofTheServer: readonly RecordType[] = ['SOA', 'NS', 'DS', 'DNSKEY', 'NSEC3PARAM', 'RRSIG']

/** What the layer knows of names. */
export function viewOf(layer: Layer, zone: string | undefined) {
  const parents = new Set<string>()
  for (const name of layer.keys()) for (let above = parent(name); above; above = parent(above)) parents.add(above)
  const isBelow = (name: string, top: string) => name === top || name.endsWith(`.${top}`)
  const cuts =
    zone === undefined ? [] : [...layer].filter(([name, sets]) => name !== zone && sets.has('NS')).map(([name]) => name)

  function wildcard(name: string): Map<RecordType, () => Promise<RecordSet>> | undefined {
    if (parents.has(name)) return undefined
    for (let above = parent(name); above; above = parent(above)) {
      const sets = layer.get(`*.${above}`)
      if (sets) return sets
      if (layer.has(above)) return undefined
    }
    return undefined
  }

  return {
    /** The record sets at a name, its own or a wildcard's (RFC 4592). */
    at: (name: string) => layer.get(name) ?? wildcard(name),
    isAbove: (name: string) => parents.has(name),
    /** Does the layer alone say what is at this name, or of which types? Not below a delegation. */
    isWhole: (name: string, type?: RecordType) =>
      zone !== undefined &&
      isBelow(name, zone) &&
      !cuts.some((cut) => isBelow(name, cut)) &&
      !(name === zone && type !== undefined && ofTheServer.includes(type)),
  }
}

function parent(name: string): string {
  const dot = name.indexOf('.')
  return dot < 0 ? '' : name.slice(dot + 1)
}
