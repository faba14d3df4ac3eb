/** What is entered for a relay, and what is in its way. */
import { isIP } from 'node:net'
import { isHostName, normalDomain } from '#checks/records/names.ts'
import { env } from '#env'
import { mayReach } from '#net/guard.ts'
import type { RelayTls } from '#prisma/relay.ts'

/** As typed; the password is never given back. */
export interface RelayFields {
  name: string
  host: string
  port: string
  tls: string
  username: string
  password: string
}

export type RelayFault = { field: keyof RelayFields; say: string }

export interface RelayGiven {
  name: string
  host: string
  port: number
  tls: RelayTls
  username: string
  password: string
}

/** Ports on which mail is handed in; others are asked for by nobody who means well. */
const relayPorts = [25, 465, 587, 2465, 2525, 2587]
const longest = 200

/** The relay, or every fault in what was typed. */
export function readRelay(typed: RelayFields): { relay: RelayGiven } | { faults: RelayFault[] } {
  const host = hostOf(typed.host)
  const relay = {
    ...{ name: typed.name.trim().slice(0, longest) || host, host, port: Number(typed.port), tls: typed.tls as RelayTls },
    ...{ username: typed.username.trim(), password: typed.password },
  }
  const faults = (Object.keys(checks) as (keyof RelayFields)[]).flatMap((field) => {
    const say = checks[field](relay)
    return say ? [{ field, say }] : []
  })
  return faults.length > 0 ? { faults } : { relay }
}

/** A-labels, or an address without brackets; '' when it is neither. */
function hostOf(typed: string): string {
  const bare = typed.trim().replace(/^\[(?:ipv6:)?(.*)\]$/i, '$1')
  return isIP(bare) ? bare : normalDomain(bare)
}

const checks: Record<keyof RelayFields, (relay: RelayGiven) => string | undefined> = {
  name: () => undefined,
  host({ host }) {
    if (isIP(host)) {
      if (mayReach(host, { allowPrivate: env.ALLOW_PRIVATE_TARGETS, ports: new Map() })) return undefined
      return `${host} is an address inside a network. This Seedbed connects to public ones only (setting ALLOW_PRIVATE_TARGETS).`
    }
    return isHostName(host) ? undefined : 'A host is a name such as smtp.acme.com, or an IP address.'
  },
  port({ port }) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'A port is a number, most often 587.'
    if (env.ALLOW_PRIVATE_TARGETS || relayPorts.includes(port)) return undefined
    return `Mail is handed in on one of these ports: ${relayPorts.join(', ')}.`
  },
  tls({ tls }) {
    return ['starttls', 'implicit', 'none'].includes(tls) ? undefined : 'Choose how the connection is encrypted.'
  },
  username({ username, password }) {
    if (/\p{Cc}/u.test(username) || username.length > longest) return 'A user has no line ends, and at most 200 characters.'
    return username === '' && password !== '' ? 'A password needs a user.' : undefined
  },
  password({ username, password, tls }) {
    if (/\p{Cc}/u.test(password) || password.length > 1000) return 'A password has no line ends, and at most 1000 characters.'
    if (username !== '' && password === '') return 'A user needs a password.'
    return username !== '' && tls === 'none'
      ? 'A password is sent over TLS only. Choose STARTTLS or TLS, or leave it out.'
      : undefined
  },
}
