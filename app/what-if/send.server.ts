/** What happens when the form is sent: one row more, a rehearsal, or the form again with what is in its way. */
import { json } from '@remix-run/node'
import type { ReportRecordChange } from '#checks/report.ts'
import { deleteScan, type ScanView } from '#prisma/scan.ts'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import type { Asked } from '../scan/ask.server.ts'
import { policyChange, readForm, readTtl, refusal, type Scope } from './changes.server.ts'
import type { Row, WhatIfForm } from './form.ts'
import { checkedForm, type Held, type Subject } from './page.server.ts'
import { readRows } from './rows.server.ts'

/** Asks for a rehearsal with these changes. */
type Ask = (changes: ReportRecordChange[]) => Promise<Asked>

/**
 * Reads the form and answers it.
 * @throws {Response} 400 when it is no form of ours
 */
export async function answerForm(request: Request, scope: Scope, subject: Subject, ask: Ask): Promise<Response> {
  const form = await request.formData().catch(() => null)
  const intent = form?.get('intent')
  if (!form || (intent !== 'rehearse' && intent !== 'more')) throw new Response('There is no such button.', { status: 400 })
  const held = readHeld(form)
  if (intent === 'more') return again(checkedForm({ ...held, rows: [...held.rows, emptyRow] }, scope, subject), 200)
  const shown = checkedForm(held, scope, subject)
  const ttl = readTtl(held.ttl)
  if (ttl === undefined) return again({ ...shown, ttlNote: 'A TTL is a number of seconds, a week (604800) at most.' }, 400)
  const { changes: unaged } = readForm(held.rows, scope)
  const policy = subject.policyUrl === null ? undefined : policyChange(subject.policyUrl, held.policy)
  const changes = [...unaged.map((change) => ({ ...change, ttl })), ...(policy ? [policy] : [])]
  const say = stopped(shown) ?? refusal(changes)
  if (say !== undefined) return again({ ...shown, refused: { say } }, 400)
  const asked = await ask(changes)
  if (!asked.given) return again({ ...shown, refused: tooMany(asked) }, 429)
  const headers = asked.setCookie ? { 'Set-Cookie': asked.setCookie } : undefined
  return go(`${subject.path}?rehearsal=${asked.scan.id}#difference`, headers ? { headers } : {})
}

/** The button that deletes a rehearsal. @throws {Response} 400 for any other */
export async function deleteOn(request: Request, rehearsal: ScanView, subject: Subject): Promise<Response> {
  if ((await fieldOf(request, 'intent')) !== 'delete') throw new Response('There is no such button.', { status: 400 })
  await deleteScan(rehearsal)
  return go(subject.path)
}

const emptyRow: Row = { name: '', type: 'TXT', was: '', value: '', remove: false }

function readHeld(form: FormData): Held {
  const text = (field: string) => {
    const value = form.get(field)
    return typeof value === 'string' ? value : ''
  }
  const left = Number(text('left'))
  return { rows: readRows(form), left: left > 0 ? Math.trunc(left) : 0, ttl: text('ttl'), policy: text('policy') }
}

function stopped({ rows }: WhatIfForm): string | undefined {
  const amount = rows.filter(({ notes }) => notes.some(({ stops }) => stops)).length
  if (amount === 0) return undefined
  return amount === 1
    ? 'One record cannot be rehearsed as it is written.'
    : `${amount} records cannot be rehearsed as they are written.`
}

function tooMany(asked: Extract<Asked, { given: false }>): NonNullable<WhatIfForm['refused']> {
  if (asked.reason === 'members-only') return { say: 'This Seedbed looks at domains for its members only.' }
  const say = 'Your network has asked for all the scans it can have this hour. What you wrote is kept in this form.'
  return { say, retryAt: asked.retryAt.toISOString() }
}

const again = (form: WhatIfForm, status: number): Response => json({ form }, { status })
