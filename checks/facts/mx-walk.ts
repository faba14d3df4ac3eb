/**
 * The way a sending server goes (RFC 5321 §5.1): the mail servers by preference, every address of one before the next, until one greets. Whoever
 * cannot be reached or says "later" is passed over; so is who greets with 5xx, as nearly all senders do today.
 */
import { say, type Words } from '../check.ts'
import { type Net, type PortLook, Unreachable } from '../net.ts'
import type { MxStep } from '../report.ts'
import { whyUnseen } from '../run.ts'
import type { ProbedHost } from '../subject.ts'
import { mxTable } from './mx-table.ts'
import { type PortRow, portLooks, seconds, talks } from './port-looks.ts'

export interface Walk {
  say: Words
  steps: MxStep[]
}

/**
 * Of `subject.host`, which must be a domain, with port 25 looked at.
 * @throws {Unreachable} when its MX was silent
 */
export async function mxWalk(subject: ProbedHost, net: Net): Promise<Walk> {
  const domain = subject.host
  const [{ found, hosts }, tried] = await Promise.all([mxTable(domain, net), portLooks(subject, net, [25])])
  if (found.kind === 'null-mx')
    return { say: say`${domain} says that it takes no mail (null MX). Nobody connects anywhere.`, steps: [] }
  if (found.kind === 'missing' || found.kind === 'no-such-domain')
    return { say: say`${domain} has neither a mail server nor an address. Nobody can deliver to it.`, steps: [] }
  const preferenceOf = new Map(hosts.map(({ name, records }) => [name, records[0]?.preference ?? 0]))
  const end = tried.findIndex(({ looked }) => !(looked instanceof Unreachable) && talks(looked))
  const steps = tried.map((row, index) => stepOf(row, preferenceOf.get(row.host) ?? 0, end >= 0 && index > end))
  return { say: inShort(domain, steps, found.kind === 'implicit'), steps }
}

function stepOf({ host, address, looked }: PortRow, preference: number, after: boolean): MxStep {
  const step = { preference, host, address }
  if (after) return { ...step, does: 'not-reached', say: say`Tried only when those above do not answer.` }
  if (looked instanceof Unreachable) return { ...step, does: 'unknown', say: whyUnseen(looked.reason, `${host}:25`) }
  if (talks(looked))
    return { ...step, does: 'delivers', say: say`Greets after ${seconds(looked.greetingMs ?? 0)}: the mail is delivered here.` }
  if (looked.state === 'open' && looked.banner === undefined)
    return {
      ...step,
      does: 'unknown',
      say: say`Takes the connection and had said nothing after ${seconds(looked.waitedMs ?? 0)}; a patient sender waits five minutes.`,
    }
  return { ...step, does: 'goes-on', say: whyOn(looked) }
}

function whyOn({ state, greeting, banner }: PortLook): Words {
  if (state === 'refused') return say`Refuses the connection: the sender goes on to the next.`
  if (state === 'filtered') return say`Does not answer: the sender waits, and goes on to the next.`
  if (state === 'reset') return say`Drops the connection: the sender goes on to the next.`
  const said = banner?.[0]?.slice(0, 100) ?? ''
  if (greeting === 'deferring') return say`Says ${said}: the sender goes on to the next.`
  return say`Greets with ${said}: nearly every sender goes on to the next.`
}

function inShort(domain: string, steps: MxStep[], implicit: boolean): Words {
  const end = steps.find(({ does }) => does === 'delivers')
  const first = implicit ? say`${domain} has no MX record, so its own address is tried. ` : say``
  const unsure = steps.find(({ does }) => does === 'unknown')
  if (end && unsure && steps.indexOf(unsure) < steps.indexOf(end))
    return say`${first}A sending server delivers to ${end.host} (${end.address}) at the latest; ${unsure.host} comes before it and could not be looked at.`
  if (end) return say`${first}A sending server delivers to ${end.host} (${end.address}).`
  if (unsure) return say`${first}Where a sending server would deliver could not be found out from here.`
  return say`${first}No mail server of ${domain} takes a connection: the mail waits at its sender, and comes back after some days.`
}
