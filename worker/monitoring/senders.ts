/** Looks the known senders of watched domains up in blocklists, a few at a time, and tells when one is listed or no more. */
import { say, type Words } from '#checks/check.ts'
import { judgeAddress } from '#checks/judge-address.ts'
import type { Report } from '#checks/report.ts'
import { openNet } from '#net/open.ts'
import { type AlertToOpen, knownOf, noteLookOf } from '#prisma/alert.ts'
import { acceptedCodes } from '#prisma/domain-state.ts'
import { noteMonitorScan } from '#prisma/monitor.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan } from '#prisma/scan.ts'
import { type SenderView, type SendsFor, sendsFor, takeSenders } from '#prisma/sender-monitor.ts'
import { mailSeen } from '#prisma/told-mail.ts'
import { decide, type OpenAlert, type Opened } from './decide.ts'

/** In one turn. The lists are asked by everybody who uses this resolver, and count. */
const atOnce = 5

/** Looks at those that are due. Returns how many those were. */
export async function lookAtSenders(
  now = new Date(),
  judge: (address: string) => Promise<Report> = (address) => judgeAddress(address, openNet()),
): Promise<number> {
  const due = await takeSenders({ now, take: atOnce })
  await Promise.all(due.map((monitor) => lookAt(monitor, now, judge)))
  return due.length
}

async function lookAt(monitor: SenderView, now: Date, judge: (address: string) => Promise<Report>): Promise<void> {
  const { id: monitorId, teamId, subject } = monitor
  const uses = await sendsFor(monitor, now)
  if (uses.length === 0) return
  const report = await judge(subject)
  const [{ states: known, open }, accepted] = await Promise.all([
    knownOf({ monitorId }),
    acceptedCodes({ teamId, domain: subject, now }),
  ])
  // What the table holds is what was written from here.
  const { states, opens, recovers } = decide({ report, known, open: open as OpenAlert[], accepted, now })
  // A list that says nothing is no news, nor is what else may be said of an address: a domain's own watch tells that.
  const listed = opens.filter(({ kind }) => kind === 'listed').map((one) => withUse(one, subject, uses))
  const [scanId, mailId] = listed.length > 0 ? await Promise.all([keep(monitor, report), lastMail(teamId, uses)]) : [null, null]
  const noted = listed.map((one) => ({ ...one, mailId }))
  await noteLookOf({ monitor: { ...monitor, kind: 'sender' }, scanId, now, states, opens: noted, recovers })
}

/** The mail by which the address was seen last: what the alert stems from. */
async function lastMail(teamId: string, uses: SendsFor[]): Promise<string | null> {
  const [last] = [...uses].sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime())
  return last ? mailSeen({ teamId, domain: last.domain, at: last.lastSeenAt }) : null
}

/** A look is kept when an alert leads to it; the others would fill the table with what nobody reads. */
async function keep({ id, teamId, projectId, subject }: SenderView, report: Report): Promise<string> {
  const scan = await createScan({ teamId, projectId, kind: 'address', subject })
  await saveScanReport({ scan, report })
  await noteMonitorScan({ id, scanId: scan.id })
  return scan.id
}

/** With whose mail goes out from there; an address of a service is not the team's to remove from a list. */
function withUse({ says, ...one }: Opened, address: string, uses: SendsFor[]): AlertToOpen {
  const what = say`${says.what} It sends for ${namesOf(uses)}.`
  const service = uses.find((use) => use.service !== '')?.service
  if (!service) return { ...one, says: { ...says, what } }
  const cause: Words = say`It belongs to ${service}, and others send from it too: it is not yours to have removed from a list.`
  const step: Words = say`Send this to the support of ${service}: ${address} is listed. Ask for another address until it is not.`
  return { ...one, says: { what, cause, step } }
}

const mostNamed = 3

function namesOf(uses: SendsFor[]): string {
  const names = uses.slice(0, mostNamed).map(({ domain }) => domain)
  const more = uses.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
