/**
 * Signing up and signing in. Whoever asks learns nothing about the accounts of others: an unknown address and a wrong password get the same
 * answer in the same time, and a sign-up is answered by mail.
 */
import { json } from '@remix-run/server-runtime'
import { env } from '#env'
import { invitationByToken } from '#prisma/invitation.ts'
import { issueTicket } from '#prisma/ticket.ts'
import { type Account, accountByEmail, createAccount, hasAccounts, normalEmail } from '#prisma/user.ts'
import { vouchedFor } from '#prisma/member.ts'
import { go } from '../go.server.ts'
import { whoAsks } from '../who.server.ts'
import { forgetTries, refuseTry } from './attempts.server.ts'
import { again, fieldsOf, looksLikeEmail, nextOf, tooOften } from './form.server.ts'
import type { Problems } from './form.tsx'
import { mailAlreadyThere, mailConfirmation } from './mails.server.ts'
import { hashPassword, isPassword, passwordFault } from './password.server.ts'
import { beginSession } from './session.server.ts'

/** Who may make an account now: `first`: nobody has one; `sent`: it is to be confirmed by mail. */
export type SignUpWay = 'first' | 'invited' | 'sent' | 'no'

const tokenIn = (next: string): string => /^\/invitation\/([\w-]{22})$/.exec(next)?.[1] ?? ''

/** How a sign-up would go that leads to `next`, the page of an invitation perhaps. */
export async function signUpWay(next: string): Promise<SignUpWay> {
  if (!(await hasAccounts())) return 'first'
  if (env.SIGNUP !== 'closed' && (await invitationByToken(tokenIn(next)))) return 'invited'
  return env.SIGNUP === 'open' ? 'sent' : 'no'
}

/** The form of /sign-up, sent. */
export async function signUp(request: Request, client: string): Promise<Response> {
  const field = await fieldsOf(request)
  const [email, name, password, next] = [
    normalEmail(field('email')),
    field('name').slice(0, 100),
    field('password'),
    nextOf(request),
  ]
  const way = await signUpWay(next)
  if (way === 'no') return again({ email, name }, { form: 'This Seedbed makes accounts by invitation only.' }, 403)
  const problems = faultsOf(email, password)
  if (problems) return again({ email, name }, problems)
  const retryAt = await refuseTry('sign-up', { account: email, client })
  if (retryAt) return tooOften({ email, name }, retryAt)
  const passwordHash = await hashPassword(password)
  if (way === 'sent') return signUpByMail({ email, name, passwordHash })
  const invitation = await invitationByToken(tokenIn(next))
  // The first account is of who started this instance; an invitation that was mailed proves its address.
  const isVerified = way === 'first' || invitation?.email === email
  const { browser } = await whoAsks(request)
  const account = await createAccount({ email, name, passwordHash, isVerified, anonymousTeamId: browser.anonymousTeamId })
  if (!account) return again({ email, name }, { email: 'No account can be made with this address. If you have one, sign in.' })
  if (!isVerified) await mailConfirmation(email, await issueTicket({ kind: 'verify-email', userId: account.id, email }))
  return beginSession(request, { userId: account.id, client, completed: true, next })
}

async function signUpByMail({
  email,
  name,
  passwordHash,
}: {
  email: string
  name: string
  passwordHash: string
}): Promise<Response> {
  const account = await createAccount({ email, name, passwordHash, isVerified: false, anonymousTeamId: null })
  if (account) await mailConfirmation(email, await issueTicket({ kind: 'verify-email', userId: account.id, email }))
  else await mailAlreadyThere(email)
  return json({ sentTo: email, weMail: env.OUTBOUND_SMTP_URL !== undefined })
}

function faultsOf(email: string, password: string): Problems | null {
  if (!looksLikeEmail(email)) return { email: 'An address looks like name@acme.com.' }
  const fault = passwordFault(password, [email, email.split('@')[0] ?? ''])
  return fault === null ? null : { password: fault }
}

const wrong = 'The address or the password is not right.'

/** The form of /sign-in, sent. */
export async function signIn(request: Request, client: string): Promise<Response> {
  const field = await fieldsOf(request)
  const [email, password] = [normalEmail(field('email')), field('password')]
  const tried = { account: email, client }
  const retryAt = await refuseTry('sign-in', tried)
  if (retryAt) return tooOften({ email }, retryAt)
  const account = await accountByEmail(email)
  const isRight = await isPassword(password, account?.passwordHash ?? null)
  if (!account || !isRight) return again({ email }, { form: wrong })
  await forgetTries('sign-in', tried)
  return enter(request, account, client, nextOf(request))
}

/** Lets in who has shown to be the person, as far as nothing more is asked for. */
async function enter(request: Request, account: Account, client: string, next: string): Promise<Response> {
  if (!account.verifiedAt && !(await vouchedFor({ userId: account.id }))) {
    const { id: userId, email } = account
    if (!(await refuseTry('ask-reset', { account: `confirm ${userId}`, client })))
      await mailConfirmation(email, await issueTicket({ kind: 'verify-email', userId, email }))
    return again({ email }, { form: `Confirm your address first: we have sent a link to ${email}.` }, 403)
  }
  const completed = !account.hasTotp
  return beginSession(request, { userId: account.id, client, completed, next })
}

/** Somebody signed in has no use for these pages. Null for who may see them. */
export async function alreadyIn(request: Request): Promise<Response | null> {
  return (await whoAsks(request)).person ? go(nextOf(request)) : null
}
