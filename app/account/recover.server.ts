/** A new password, and proven addresses: by links that were mailed. A page that is only opened uses nothing: programs look into mail, too. */
import { json } from '@remix-run/server-runtime'
import { env } from '#env'
import { endOtherSignIns } from '#prisma/sign-in.ts'
import { issueTicket, lookAtTicket, takeTicket } from '#prisma/ticket.ts'
import { accountByEmail, accountById, changeEmail, normalEmail, setPassword, verifyEmail } from '#prisma/user.ts'
import { go } from '../go.server.ts'
import { refuseTry } from './attempts.server.ts'
import { again, fieldsOf, looksLikeEmail, tooOften } from './form.server.ts'
import { mailEmailChanged, mailPasswordChanged, mailReset } from './mails.server.ts'
import { hashPassword, passwordFault } from './password.server.ts'

/** The form of /reset, sent. The answer is the same whether there is such an account or not, and waits for no mail. */
export async function askForReset(request: Request, client: string): Promise<Response> {
  const email = normalEmail((await fieldsOf(request))('email'))
  if (!looksLikeEmail(email)) return again({ email }, { email: 'An address looks like name@acme.com.' })
  const retryAt = await refuseTry('ask-reset', { account: email, client })
  if (retryAt) return tooOften({ email }, retryAt)
  // Not awaited, so that the time tells nothing.
  void sendReset(email).catch(() => {})
  return json({ sentTo: email, weMail: env.OUTBOUND_SMTP_URL !== undefined })
}

async function sendReset(email: string): Promise<void> {
  const account = await accountByEmail(email)
  if (account) await mailReset(account.email, await issueTicket({ kind: 'reset-password', userId: account.id }))
}

const over = 'This link works no more. It may have been used, or its time is over.'

/** @throws {Response} 404 when the link opens nothing */
export async function resetBehind(token: string | undefined): Promise<{ email: string }> {
  const ticket = await lookAtTicket('reset-password', token ?? '')
  const account = ticket && (await accountById(ticket.userId))
  if (account) return { email: account.email }
  throw new Response(over, { status: 404 })
}

/** The form behind a reset link, sent: all sessions of the account end. The mail that came proves its address, too. */
export async function resetPassword(request: Request, token: string | undefined): Promise<Response> {
  const { email } = await resetBehind(token)
  const password = (await fieldsOf(request))('password')
  const fault = passwordFault(password, [email])
  if (fault) return again({}, { password: fault })
  const passwordHash = await hashPassword(password)
  const ticket = await takeTicket('reset-password', token ?? '')
  if (!ticket) throw new Response(over, { status: 404 })
  const { userId } = ticket
  await setPassword({ userId, passwordHash })
  await verifyEmail({ userId, email })
  await endOtherSignIns({ userId, keep: null })
  await mailPasswordChanged(userId, email)
  return go('/sign-in?done=password')
}

const kindOf = (request: Request) =>
  new URL(request.url).searchParams.has('change') ? ('change-email' as const) : ('verify-email' as const)

/** @throws {Response} 404 when the link opens nothing */
export async function confirmationBehind(request: Request, token: string | undefined): Promise<{ email: string }> {
  const ticket = await lookAtTicket(kindOf(request), token ?? '')
  if (ticket?.email) return { email: ticket.email }
  throw new Response(over, { status: 404 })
}

/** The button behind a confirming link, pressed. */
export async function confirm(request: Request, token: string | undefined): Promise<Response> {
  const kind = kindOf(request)
  const ticket = await takeTicket(kind, token ?? '')
  if (!ticket?.email) throw new Response(over, { status: 404 })
  const { userId, email } = ticket
  if (kind === 'verify-email') {
    await verifyEmail({ userId, email })
    return go('/sign-in?done=confirmed')
  }
  const before = await accountById(userId)
  if (!(await changeEmail({ userId, email }))) throw new Response('Another account has this address by now.', { status: 409 })
  if (before) await mailEmailChanged(userId, before.email, email)
  return go('/settings/account?done=email')
}
