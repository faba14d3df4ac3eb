/** The form of /upload. */
import { bring, type NoMail, nothingTyped, type Typed } from './ask.server.ts'
import type { UploadPage } from './page.tsx'

type Answer = { mailId: string; setCookie?: string } | { page: UploadPage; status: number }

/** Characters of a pasted text that are shown again after a mistake. */
const longestShown = 200_000

/** @throws {Response} 400 when the body is no form */
export async function answerUpload(request: Request, client: string): Promise<Answer> {
  const form = await request.formData().catch(() => {
    throw new Response('This was not sent by a form of ours.', { status: 400 })
  })
  const file = form.get('file')
  const chosen = file instanceof File && file.size > 0
  const text = textOf(form, 'text')
  const typed: Typed = { ...nothingTyped }
  for (const name of ['ip', 'helo', 'mailFrom', 'rcptTo'] as const) typed[name] = textOf(form, name)
  const octets = chosen ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array(Buffer.from(text.trim() === '' ? '' : text))
  const brought = await bring(request, client, octets, typed)
  return 'mailId' in brought ? brought : again(brought, { text: text.slice(0, longestShown), ...typed })
}

function again({ code, say, retryAt }: NoMail, shown: Omit<UploadPage, 'problem'>): Answer {
  const page = { ...shown, problem: { say, retryAt: retryAt?.toISOString() ?? null } }
  return { page, status: statuses[code] }
}

export const statuses: Record<NoMail['code'], number> = {
  nothing: 400,
  'too-large': 413,
  'outlook-file': 400,
  'not-a-mail': 400,
  'bad-request': 400,
  'too-many': 429,
  'members-only': 403,
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
