/** What people type or paste where a domain is asked for: a domain, a URL, an e-mail address, and things that are none of these. */
import { isIP } from 'node:net'
import { domainToUnicode } from 'node:url'
import { getPublicSuffix } from 'tldts'
import { isLocalName, normalDomain } from '#checks/records/names.ts'
import { env } from '#env'

/** Why there is no domain to look at. `code` is for programs; `suggestion` is a domain that may have been meant. */
export interface NoDomain {
  code: 'empty' | 'not-a-domain' | 'no-dot' | 'public-suffix' | 'private-name' | 'ip-address' | 'headers' | 'bounce'
  say: string
  suggestion?: string
}

export type Typed = { domain: string } | NoDomain

const headerField =
  /^\s*(received|return-path|delivered-to|from|to|cc|subject|date|message-id|mime-version|dkim-signature|authentication-results|arc-[\w-]+|x-[\w-]+)\s*:\s/im
const reportField = /^\s*(diagnostic-code|final-recipient|original-recipient|reporting-mta)\s*:\s/im
const reply = /^\s*[45]\d\d[ -]/
/** Longer text is no name of anything. */
const longestShown = 60

/** The domain in what was typed, in A-labels and lower case; or what it is instead, in words for people. */
export function readTyped(typed: string): Typed {
  const text = typed.trim()
  if (text === '') return { code: 'empty', say: 'Type a domain, a URL or an e-mail address.' }
  const pasted = readPasted(text)
  if (pasted) return pasted
  const host = hostOf(text)
  if (isIP(host) !== 0) {
    const say = `${host} is the address of a server. What can be looked at here is a domain.`
    return { code: 'ip-address', say }
  }
  return readDomain(normalDomain(host), text)
}

function readPasted(text: string): NoDomain | undefined {
  if (reportField.test(text) || reply.test(text)) {
    return { code: 'bounce', say: 'This looks like a refusal from a mail server. Such replies cannot be read here yet.' }
  }
  if (!headerField.test(text)) return undefined
  const say =
    'These look like the header lines of a mail. Send the mail itself to a test address: the report then reads all of it.'
  return { code: 'headers', say }
}

function readDomain(domain: string, text: string): Typed {
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
  if (domain === '' || /(^|\.)\d+$/.test(domain)) {
    return { code: 'not-a-domain', say: `There is no domain in “${shown}”. A domain looks like acme.com.` }
  }
  if (isLocalName(domain) && domain.includes('.') && !env.ALLOW_PRIVATE_TARGETS) {
    const say = `“${domain}” is known only inside its own network, and this Seedbed asks the public DNS. On a computer in that network, the command line can look: npx seedbed check ${domain}`
    return { code: 'private-name', say }
  }
  if (!domain.includes('.')) {
    return { code: 'no-dot', say: `“${domain}” has no dot.`, suggestion: `${domain}.com` }
  }
  if (getPublicSuffix(domain) === domain) {
    const say = `“${domain}” is an ending under which others register their domains. Put the name in front of it.`
    return { code: 'public-suffix', say }
  }
  return { domain }
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
