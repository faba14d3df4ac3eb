/** Asking for a probe: one of the last minutes, or a new one, as far as whoever asks may. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { env, isLoopback } from '#env'
import { createScan, type ProbeOptions, type ScanView, scansOf } from '#prisma/scan.ts'
import { requestProbe } from '#worker/queue.ts'
import { askForProbe } from '../limits.server.ts'
import { may } from '../roles.ts'
import type { Asked } from '../scan/ask.server.ts'
import { isForeignPart } from '../scan/page.server.ts'
import { portsWanted, readPorts, readRecipient } from './subject.server.ts'
import type { SentProbe } from './ask.tsx'
import { ensureTeam, whoAsks } from '../who.server.ts'

type Context = LoaderFunctionArgs['context']

/** A probe this young is still the answer. */
const freshMs = 5 * 60_000

/** Asks for a probe, within what one network and one account may ask for. */
export async function startProbeFor(request: Request, context: Context, host: string, options: ProbeOptions): Promise<Asked> {
  const { person } = await whoAsks(request)
  const leave = await askForProbe({ client: context.client, person })
  if (!leave.given) return leave
  const { who, setCookie } = await ensureTeam(request)
  const { teamId, projectId } = who
  const asked = { ...options, ...(!person && isVisitor(context.client) && { visitor: true as const }) }
  const scan = await createScan({ teamId, projectId, kind: 'host', subject: host, options: asked })
  requestProbe(scan.id)
  return { given: true, scan, ...(setCookie ? { setCookie } : {}) }
}

/** Whoever sits at the machine on which a private Seedbed runs is no visitor. */
export function isVisitor(client: string): boolean {
  return !(isLoopback(client) && isLoopback(new URL(env.BASE_URL).hostname.replace(/^\[(.*)\]$/, '$1')))
}

/** The probe that answers now: one of the last minutes of this team, or a new one. */
export async function presentProbe(request: Request, context: Context, host: string, options: ProbeOptions): Promise<Asked> {
  const fresh = await freshProbe(request, host, options)
  if (fresh) return { given: true, scan: fresh }
  if (isForeignPart(request)) throw new Response('Open this page itself: it is no part of another.', { status: 403 })
  return startProbeFor(request, context, host, options)
}

interface Pressed {
  host: string
  /** Of the page. */
  options: ProbeOptions
  form: FormData
}

/** A button of the page: "Check again", or a look at what the form names. @throws {Response} 400 for any other button */
export async function pressProbe(
  request: Request,
  context: Context,
  { host, options, form }: Pressed,
): Promise<Asked | { sent: SentProbe }> {
  const [intent, ports, rcptTo] = ['intent', 'ports', 'rcptTo'].map((name) => String(form.get(name) ?? ''))
  if (intent === 'check-again') return probeAgain(request, context, host, options)
  if (intent !== 'probe') throw new Response('There is no such button.', { status: 400 })
  const sent = { ports: ports ?? '', rcptTo: rcptTo ?? '' }
  const wanted = readPorts(sent.ports)
  if (!wanted) return { sent: { ...sent, say: `Which ports? ${portsWanted}` } }
  const recipient = readRecipient(sent.rcptTo)
  if (!recipient && sent.rcptTo.trim() !== '')
    return { sent: { ...sent, say: 'The recipient is a mail address, as postmaster@acme.com.' } }
  const { ports: _, ...page } = options
  return startProbeFor(request, context, host, { ...page, ports: wanted, ...(recipient && { rcptTo: recipient }) })
}

/** "Look again": what was asked the last time, unless that is still on its way. */
async function probeAgain(request: Request, context: Context, host: string, options: ProbeOptions): Promise<Asked> {
  const fresh = await freshProbe(request, host, options)
  if (fresh && fresh.status !== 'reported') return { given: true, scan: fresh }
  const { visitor: _, ...before } = fresh?.options ?? options
  return startProbeFor(request, context, host, before)
}

async function freshProbe(request: Request, host: string, options: ProbeOptions): Promise<ScanView | undefined> {
  const { teamId, projects, role } = await whoAsks(request)
  if (!teamId) return undefined
  // Who only reads gets no new one, so any is the answer.
  const recent = may(role, 'test') ? { since: new Date(Date.now() - freshMs) } : {}
  const scans = await scansOf({ teamId, projects, kind: 'host', subject: host, ...recent, take: 10 })
  return scans.find((scan) => answers(scan, options))
}

/** Was that asked? Ports and recipients that the link does not name may be any. */
function answers({ options, status, nextAttemptAt }: ScanView, { mx, ports }: ProbeOptions): boolean {
  if (status === 'failed' && nextAttemptAt === null) return false
  return options.mx === mx && (ports === undefined || String(options.ports) === String(ports))
}
