/** What people type or paste where a domain is asked for: a domain, a URL, an e-mail address, and things that are none of these. */
import { isIP } from 'node:net'
import { domainToUnicode } from 'node:url'
import { isLocalName, normalDomain } from '#checks/records/names.ts'
import { faultOfTyped } from '#checks/records/typed-domain.ts'
import { env } from '#env'

/** Why there is no domain to look at. `code` is for programs; `suggestion` is a domain that may have been meant. */
export interface NoDomain {
  code:
    | 'empty'
    | 'not-a-domain'
    | 'no-dot'
    | 'public-suffix'
    | 'private-name'
    | 'ip-address'
    | 'ip-network'
    | 'headers'
    | 'bounce'
  say: string
  /** Of an `ip-address`: as written. */
  address?: string
  suggestion?: string
}

export type Typed = { domain: string } | NoDomain

const headerField =
  /^\s*(received|return-path|delivered-to|from|to|cc|subject|date|message-id|mime-version|dkim-signature|authentication-results|arc-[\w-]+|x-[\w-]+)\s*:\s/im
const reportField = /^\s*(diagnostic-code|final-recipient|original-recipient|reporting-mta)\s*:\s/im
const reply = /^\s*[45]\d\d[ -]/
/** The domain in what was typed, in A-labels and lower case; or what it is instead, in words for people. */
export function readTyped(typed: string): Typed {
  const text = typed.trim()
  if (text === '') return { code: 'empty', say: 'Type a domain, a URL or an e-mail address.' }
  const pasted = readPasted(text)
  if (pasted) return pasted
  const [, network] = /^\[?([\da-f.:]+)\]?\s*\/\s*\d{1,3}$/i.exec(text) ?? []
  if (network !== undefined && isIP(network) !== 0) {
    const say = `This is a whole network. What can be looked at is one address of it, the one that sends.`
    return { code: 'ip-network', say }
  }
  const host = hostOf(text)
  if (isIP(host) !== 0) return { code: 'ip-address', say: `${host} is the address of a server, not a domain.`, address: host }
  return readDomain(normalDomain(host), text)
}

function readPasted(text: string): NoDomain | undefined {
  if (reportField.test(text) || reply.test(text)) {
    return {
      code: 'bounce',
      say: 'This looks like a refusal from a mail server, not a domain. What it means is told on the page Bounces.',
    }
  }
  if (!headerField.test(text)) return undefined
  const say = 'These look like the header lines of a mail, not a domain. Paste them where a file is checked, under /upload.'
  return { code: 'headers', say }
}

function readDomain(domain: string, text: string): Typed {
  if (isLocalName(domain) && domain.includes('.') && !env.ALLOW_PRIVATE_TARGETS) {
    const say = `“${domain}” is known only inside its own network, and this Seedbed asks the public DNS. On a computer in that network, the command line can look: npx seedbed check ${domain}`
    return { code: 'private-name', say }
  }
  return faultOfTyped(domain, text) ?? { domain }
}

/** The host in a URL, an address or a bare name, as written. */
function hostOf(text: string): string {
  const bare = /<([^<>]+)>\s*$/.exec(text)?.[1]?.trim() ?? text
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(bare) || /^[^@/]+\.[^@/]+\//.test(bare)
  const authority = isUrl ? cutAtPath(bare.replace(/^[^/]*:\/\//, '')) : bare
  const host = cutAtPath(authority.slice(authority.lastIndexOf('@') + 1))
  if (isIP(host) !== 0) return host
  return host.replace(/:\d+$/, '').replace(/^\[(?:ipv6:)?(.*)\]$/i, '$1')
}

const cutAtPath = (text: string): string => text.replace(/[/?#].*$/s, '')

/** A domain as it is written in its own script, when that is another form. */
export function unicodeForm(domain: string): string | null {
  const unicode = domainToUnicode(domain)
  return unicode === '' || unicode === domain ? null : unicode
}
