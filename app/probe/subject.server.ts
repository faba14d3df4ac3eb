/** What a probe is asked for, as people and programs write it: a host, its ports, a recipient. */
import { normalDomain } from '#checks/records/names.ts'
import { env } from '#env'
import { isOptedOut } from '#net/opt-out.ts'
import type { ProbeOptions } from '#prisma/scan.ts'
import { type NoSubject, readAddress } from '../scan/subject.server.ts'
import { readTyped } from '../scan/typed.server.ts'

export const usualPorts: readonly number[] = [25, 465, 587, 143, 993, 110, 995]
/** This is no port scanner. */
const mostPorts = 10

export type Host = { host: string }
/** Why there is no host to look at, in words for people. */
export interface NoHost {
  code: NoSubject['code'] | 'opt-out'
  say: string
  suggestion?: string
}

/** The name (A-labels) or address of a host that may be looked at. */
export function readHost(typed: string): Host | NoHost {
  const read = readName(typed)
  if (!('host' in read) || !isOptedOut([read.host], [read.host], env.PROBE_OPT_OUT)) return read
  return { code: 'opt-out', say: `${read.host} asks not to be looked at, so nothing was.` }
}

function readName(typed: string): Host | NoHost {
  const text = typed.trim()
  const numbers = addressInDisguise(text)
  if (numbers !== undefined) return hostOfAddress(numbers)
  const read = readTyped(text)
  if ('domain' in read) return { host: read.domain }
  return read.address === undefined ? read : hostOfAddress(read.address)
}

function hostOfAddress(address: string): Host | NoHost {
  const read = readAddress(address)
  return 'subject' in read ? { host: read.subject } : read
}

/** An IPv4 address in hexadecimal, octal, as one number or with parts left out: what a browser takes for one, we do too (WHATWG URL, host parsing). */
function addressInDisguise(text: string): string | undefined {
  if (!/^(?:0x[\da-f]*|\d+)(?:\.(?:0x[\da-f]*|\d+)){0,3}\.?$/i.test(text)) return undefined
  return URL.parse(`http://${text}/`)?.hostname
}

/** @throws never; undefined when it is no list of ports */
export function readPorts(typed: string): number[] | undefined {
  const ports = [...new Set(typed.split(/[\s,]+/).filter(Boolean))].map((one) => (/^\d{1,5}$/.test(one) ? Number(one) : 0))
  return arePorts(ports) ? ports : undefined
}

const arePorts = (ports: number[]): boolean =>
  ports.length > 0 && ports.length <= mostPorts && ports.every((port) => port >= 1 && port <= 65_535)

export const portsWanted = `From one to ${mostPorts} ports, as 25, 587.`

/** A mail address as it stands in RCPT; undefined when it is none. */
export function readRecipient(typed: string): string | undefined {
  const address = typed.trim().replace(/^<(.*)>$/, '$1')
  return /^[\x21-\x3b\x3d\x3f-\x7e]{1,64}@[\x21-\x3b\x3d\x3f-\x7e]{1,255}$/.test(address) ? address : undefined
}

/** What a link asks for: `?ports=25,587&mx=1&domain=acme.com`. What cannot be read is left out. */
export function optionsOf(query: URLSearchParams): ProbeOptions {
  const ports = readPorts(query.get('ports') ?? '')
  const domain = normalDomain(query.get('domain') ?? '')
  return { ...(ports && { ports }), ...(query.has('mx') && { mx: true }), ...(domain && { domain }) }
}

/** `mx1.acme.com:25`, `[2001:db8::1]:587`: a host and the port that is meant. */
export function readDoor(typed: string): { host: string; port: number } | undefined {
  const [, host = '', port] = /^(\[[\da-f:.]+\]|[^\s:/@[\]]+):(\d{1,5})$/i.exec(typed.trim()) ?? []
  return port !== undefined && arePorts([Number(port)])
    ? { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
    : undefined
}

/** The page of a host that somebody typed, with its port or without. */
export function pathOfTyped(typed: string): string {
  const { host, port } = readDoor(typed) ?? { host: typed.trim(), port: undefined }
  return `/probe/${encodeURIComponent(host)}${port === undefined ? '' : `?ports=${port}`}`
}
