/**
 * What a domain says to every Seedbed, in TXT records at `_seedbed.<domain>`: `v=seedbed1; probe=no` asks not to be probed, and
 * `seedbed-proof=<code>` shows one Seedbed that a team of it runs the domain.
 */
import { registrableDomain } from './names.ts'

export type SeedbedRecord = { kind: 'policy'; probe: boolean } | { kind: 'proof'; code: string }

const longest = 500

/** Null for any other text. */
export function readSeedbedRecord(text: string): SeedbedRecord | null {
  if (text.length > longest) return null
  const [, code] = /^\s*seedbed-proof\s*=\s*([\w-]{1,200})\s*$/i.exec(text) ?? []
  if (code !== undefined) return { kind: 'proof', code }
  const [version = '', ...tags] = text.split(';').map((part) => part.replaceAll(/\s/g, '').toLowerCase())
  return version === 'v=seedbed1' ? { kind: 'policy', probe: !tags.includes('probe=no') } : null
}

/** Where such records of a host may stand: at the host itself, and at every name above it up to the domain that was registered. */
export function seedbedNames(host: string): string[] {
  const registered = registrableDomain(host)
  const names: string[] = []
  for (let name = host; name.length > registered.length && `.${name}`.endsWith(`.${registered}`); ) {
    names.push(name)
    name = name.slice(name.indexOf('.') + 1)
  }
  return [...names, registered]
}
