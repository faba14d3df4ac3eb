/** What mail from the internet needs, step by step: from what was seen to a sentence, and to what is to be published or set. */
import type { ReportRecordChange } from '#checks/report.ts'
import type { CertificateLook, MailHostLook } from '#checks/records/mail-host.ts'
import type { StatusPart } from '../status/parts.ts'
import { certificateStep, inboundStep, listenSettings, outboundStep, webStep } from './reach.ts'
import { addressRecord, mxRecord, ptrRecord } from './records.ts'

/** `later`: a step before it comes first. */
export type StepState = 'done' | 'missing' | 'unsure' | 'later'

export interface SetupStep {
  id: StepId
  title: string
  state: StepState
  say: string
  /** To be published as they are. */
  records?: ReportRecordChange[]
  /** For the next start, `NAME=value`. */
  settings?: string[]
  /** What else is to be done, and by whom. */
  todo?: string[]
}

export type StepId = 'name' | 'address' | 'mx' | 'ptr' | 'port-25-in' | 'port-25-out' | 'certificate' | 'web'

/** Mail that came from another network. */
export interface Arrival {
  /** ISO 8601. */
  at: string
  /** Who brought it; '' of mail to others, whose business that is. */
  peerAddress: string
  helo: string
  tls: string | null
}

export interface SetupSeen {
  /** `isSet`: as in the settings; else as they would have to be. */
  names: { host: string; domains: string[]; base: string; isSet: boolean }
  /** Public addresses of this machine, as its interfaces or its owner tell. */
  machine: string[]
  /** Null while the names are none that the internet knows. */
  look: MailHostLook | null
  listens: { host: string; port: number; greets: boolean }
  arrived: Arrival | null
  /** Did mail come to the watched address from this network only? */
  fromInside: boolean
  /** The part of /status. */
  port25: StatusPart
  /** What the receiver shows after STARTTLS; undefined when it could not be looked at. */
  tls: CertificateLook | undefined
  web: WebLook
}

/** The dashboard as a browser finds it. */
export type WebLook = 'trusted' | 'plain' | 'here-only' | 'no-host' | 'bad-certificate' | 'no-answer' | 'unsure'

/** Every step, in the order in which they build on each other. */
export function stepsOf(seen: SetupSeen): SetupStep[] {
  return [
    nameStep(seen),
    addressStep(seen),
    mxStep(seen),
    ptrStep(seen),
    inboundStep(seen),
    outboundStep(seen),
    certificateStep(seen),
    webStep(seen),
  ]
}

/** The page's first sentence. */
export function inShort(steps: readonly SetupStep[]): string {
  const done = steps.filter(({ state }) => state === 'done').length
  if (done === steps.length) return 'All of it is in place: mail from everywhere reaches this Seedbed.'
  return `${done} of ${steps.length} are in place.`
}

function nameStep({ names: { host, domains, base, isSet }, look, listens }: SetupSeen): SetupStep {
  const step = { id: 'name', title: 'Host name' } as const
  if (!look) {
    const say = `${host} is a name that only this machine knows. Name a domain of yours, and everything below is written for it.`
    return { ...step, state: 'missing', say }
  }
  const to = domains.join(', ')
  if (isSet) return { ...step, state: 'done', say: `Senders find ${host}, and mail for ${to} is taken.` }
  const settings = [`SMTP_NAME=${host}`, `SEED_DOMAINS=${to}`, `BASE_URL=${base}`, ...listenSettings(listens)]
  const say = `The machine would be ${host}, and mail for ${to} would be taken. Start Seedbed with these settings:`
  return { ...step, state: 'missing', say, settings }
}

function addressStep({ names: { host }, machine, look, listens }: SetupSeen): SetupStep {
  const step = { id: 'address', title: 'Address' } as const
  if (!look) return later(step)
  const { v4, v6, alias } = look
  if (v4 === undefined && v6 === undefined)
    return { ...step, state: 'unsure', say: `The name servers of ${host} did not answer.` }
  if (alias !== undefined) {
    const say = `${host} is an alias of ${alias}. Some senders refuse a mail server that is one: let it have addresses of its own.`
    return { ...step, state: 'missing', say, records: machine.map((address) => addressRecord(host, address)) }
  }
  const there = [...(v4 ?? []), ...(v6 ?? [])]
  if (there.length === 0) return noAddress(step, host, machine)
  if (v6?.length && listensOnV4Only(listens.host)) {
    const say = `${host} has an IPv6 address, and the receiver listens on IPv4 only: senders that try IPv6 first have to wait.`
    return { ...step, state: 'missing', say, settings: ['SMTP_HOST=::'] }
  }
  if (machine.length > 0 && !there.some((address) => machine.includes(address))) {
    const say = `${host} leads to ${there.join(', ')}, and this machine has ${machine.join(', ')}.`
    return { ...step, state: 'unsure', say: `${say} That is well if something there hands port 25 on.` }
  }
  return { ...step, state: 'done', say: `${host} leads to ${there.join(' and ')}.` }
}

function noAddress(step: Pick<SetupStep, 'id' | 'title'>, host: string, machine: string[]): SetupStep {
  const say = `${host} has no address yet.`
  if (machine.length > 0) return { ...step, state: 'missing', say, records: machine.map((one) => addressRecord(host, one)) }
  const todo = ['This machine has no public address of its own. Tell below at which one the internet reaches it.']
  return { ...step, state: 'missing', say, todo }
}

const listensOnV4Only = (host: string): boolean => /^\d+(\.\d+){3}$/.test(host) && !host.startsWith('127.')

function mxStep({ names: { host }, look }: SetupSeen): SetupStep {
  const step = { id: 'mx', title: 'MX' } as const
  if (!look) return later(step)
  const { domains } = look
  const missing = domains.filter(({ leads }) => leads === 'nowhere' || leads === 'elsewhere')
  if (missing.length > 0) {
    return {
      ...{ ...step, state: 'missing', say: missing.map(missingMx).join(' ') },
      records: missing.flatMap(({ name }) => [mxRecord(name, host), mxRecord(`*.${name}`, host)]),
      todo: ['The one with the asterisk is for labels before the domain; without it everything else works.'],
    }
  }
  const silent = domains.filter(({ leads }) => leads === 'unknown').map(({ name }) => name)
  if (silent.length > 0) return { ...step, state: 'unsure', say: `The name servers of ${silent.join(', ')} did not answer.` }
  return { ...step, state: 'done', say: `Mail for ${domains.map(({ name }) => name).join(', ')} is led to ${host}.` }
}

const missingMx = ({ name, leads, exchanges }: MailHostLook['domains'][number]): string =>
  leads === 'nowhere'
    ? `${name} has no MX record yet.`
    : `Mail for ${name} is led to ${exchanges.join(', ')}. Take that away, or choose a name that gets no other mail.`

function ptrStep({ names: { host }, look }: SetupSeen): SetupStep {
  const step = { id: 'ptr', title: 'Reverse name (PTR)' } as const
  if (!look || look.reverse.length === 0) return later(step)
  const why = 'Receiving works without it; servers that we look at, and those that get mail from here, ask for it.'
  const wrong = look.reverse.filter(({ names }) => names !== undefined && !names.includes(host))
  if (wrong.length > 0) {
    const told = wrong.map(({ address, names }) =>
      names?.length ? `${address} is called ${names.join(', ')}.` : `${address} has no name.`,
    )
    return {
      ...{ ...step, state: 'missing', say: `${told.join(' ')} ${why}` },
      records: wrong.map(({ at, names }) => ptrRecord(at, host, names?.length === 1 ? names[0] : undefined)),
      todo: ['Only whoever gave you the address can publish it: look for “reverse DNS” in their panel, or ask them.'],
    }
  }
  const silent = look.reverse.filter(({ names }) => names === undefined).map(({ address }) => address)
  if (silent.length > 0) return { ...step, state: 'unsure', say: `What ${silent.join(', ')} is called could not be asked.` }
  return { ...step, state: 'done', say: `${look.reverse.map(({ address }) => address).join(' and ')}: called ${host}.` }
}

/** Nothing can be said before a step above it is done. */
export const later = (step: Pick<SetupStep, 'id' | 'title'>): SetupStep => ({
  ...step,
  state: 'later',
  say: 'Comes after what stands above.',
})
