/**
 * Was this mail forwarded on its way? A forwarder sends from its own address, so SPF fails; a list changes the body, so DKIM fails. Neither
 * is the sender's doing, and what fails because of it is not held against the sender (appendix D, "Forwarded mail").
 */
import ipaddr from 'ipaddr.js'
import type { Net } from '../net.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'
import { type ArcChain, type ArcSet, arcChain } from './arc-chain.ts'
import { evaluateDmarc } from './dmarc-evaluation.ts'
import { remember } from './remember.ts'
import { evaluateSpf } from './spf-evaluation.ts'

/** Forwarders whose seals large receivers are known to believe; anybody else's says nothing (RFC 8617 §9.2). */
const knownSealers = [
  'google.com',
  'microsoft.com',
  'outlook.com',
  'yahoo.com',
  'icloud.com',
  'apple.com',
  'fastmail.com',
  'messagingengine.com',
  'zohomail.com',
  'zoho.com',
  'protonmail.com',
  'yandex.ru',
  'ietf.org',
  'gmx.net',
  'mailbox.org',
  'rspamd.com',
  'mailchannels.net',
  'cloudflare-email.net',
  'forwardemail.net',
  'simplelogin.co',
  'improvmx.com',
  'groups.io',
  'lists.linux.dev',
  'kernel.org',
  'freedesktop.org',
]

/** Earlier hops that are looked at: the forwarder's predecessor is among the first few, and each costs an SPF evaluation. */
const mostHops = 3

export interface Forwarding {
  how: 'arc' | 'hop'
  /** The sealer, or the address of the hop that SPF permits. */
  by: string
}

/** How the mail was forwarded, as far as it can be shown; undefined when nothing shows it. Never throws for a silent world. */
export function forwarding(mail: TestMail, net: Net): Promise<Forwarding | undefined> {
  return remember(net, 'forwarding of the mail', async () => {
    const [chain, { result, spf, dkim }] = await Promise.all([arcChain(mail, net), evaluateDmarc(mail, net)])
    const rescuer = rescuedBy(chain)
    if (result !== 'pass' && rescuer) return { how: 'arc', by: rescuer.sealer }
    // A Received line can say anything, so it counts only together with a signature that stands for the From domain.
    if (!dkim.proven || !spf.evaluation || spf.evaluation.result === 'pass' || !mail.envelope.mailFrom) return undefined
    for (const ip of earlierHops(mail)) {
      if (await permits(ip, mail, net)) return { how: 'hop', by: ip }
    }
    return undefined
  })
}

/** The set of a known sealer that says the mail passed DMARC when it came there. */
export function rescuedBy(chain: ArcChain): ArcSet | undefined {
  if (chain.kind !== 'pass') return undefined
  return chain.sets.find(({ sealer, claims }) => isKnownSealer(sealer) && /\bdmarc\s*=\s*pass\b/i.test(claims))
}

function isKnownSealer(sealer: string): boolean {
  return knownSealers.some((known) => sealer === known || sealer.endsWith(`.${known}`))
}

async function permits(ip: string, mail: TestMail, net: Net): Promise<boolean> {
  const { result } = await evaluateSpf({ ip, helo: mail.session?.helo ?? '', mailFrom: mail.envelope.mailFrom ?? '' }, net)
  return result === 'pass'
}

/** Public addresses in the Received fields, newest first, without the one that came to us. */
function earlierHops(mail: TestMail): string[] {
  const found = fieldsNamed(mail.headers, 'received')
    .slice(0, 20)
    .flatMap(({ value }) => [...value.slice(0, 2000).matchAll(/\[(?:IPv6:)?([0-9a-f.:]{3,45})\]/gi)].map(([, ip = '']) => ip))
  const foreign = found.filter(
    (ip) => ip !== mail.session?.peerAddress && ipaddr.isValid(ip) && ipaddr.process(ip).range() === 'unicast',
  )
  return [...new Set(foreign)].slice(0, mostHops)
}
