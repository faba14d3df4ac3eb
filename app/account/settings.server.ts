/** What stands on /settings/account, and its buttons. What opens the account, or takes a lock off it, asks for the password once more. */
import { json } from '@remix-run/server-runtime'
import { passkeysOf } from '#prisma/passkey.ts'
import { dropRecoveryCodes, newRecoveryCodes, recoveryCodesLeft, setTotp } from '#prisma/second-factor.ts'
import { endOtherSignIns, endSignIn, type Membership, type Person, signInsOf } from '#prisma/sign-in.ts'
import { issueTicket } from '#prisma/ticket.ts'
import { type Account, accountById, normalEmail, setName, setPassword } from '#prisma/user.ts'
import { go } from '../go.server.ts'
import { mustSignIn } from '../who.server.ts'
import { refuseTry } from './attempts.server.ts'
import { deviceOf } from './device.ts'
import { again, fieldsOf, looksLikeEmail, tooOften } from './form.server.ts'
import { mailChangeEmail, mailConfirmation, mailPasswordChanged, mailSecondFactor } from './mails.server.ts'
import { wrongPassword } from './once-more.server.ts'
import { hashPassword, passwordFault } from './password.server.ts'
import { passkeysWork } from './passkey.server.ts'
import { endSession } from './session.server.ts'
import { deleteAccount } from '#prisma/account-removal.ts'

export interface Device {
  id: string
  what: string
  from: string
  since: string
  lastSeenAt: string
  isThis: boolean
}

/** Times ISO 8601. */
export interface PasskeyLine {
  id: string
  name: string
  createdAt: string
  lastUsedAt: string | null
}

export interface AccountPage {
  email: string
  name: string
  verified: boolean
  hasPassword: boolean
  hasTotp: boolean
  codesLeft: number
  passkeys: PasskeyLine[]
  /** Can there be any under this name? */
  passkeysWork: boolean
  devices: Device[]
  teams: Pick<Membership, 'name' | 'slug' | 'role'>[]
  done: string
}

export async function accountPage(request: Request): Promise<AccountPage> {
  const { person, signInId, memberships } = await mustSignIn(request)
  const [account, codesLeft, passkeys, devices] = await Promise.all([
    accountOf(person),
    recoveryCodesLeft({ userId: person.id }),
    passkeysOf({ userId: person.id }),
    signInsOf({ userId: person.id }),
  ])
  return {
    ...{ email: account.email, name: account.name, verified: account.verifiedAt !== null, codesLeft },
    ...{ hasPassword: account.passwordHash !== null, hasTotp: account.hasTotp },
    passkeysWork: passkeysWork(request),
    passkeys: passkeys.map(({ createdAt, lastUsedAt, ...one }) => ({
      ...{ ...one, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null },
    })),
    devices: devices.map(({ id, userAgent, peerAddress, createdAt, lastSeenAt }) => ({
      ...{ id, what: deviceOf(userAgent), from: peerAddress, isThis: id === signInId },
      ...{ since: createdAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() },
    })),
    teams: memberships.filter(({ kind }) => kind === 'team').map(({ name, slug, role }) => ({ name, slug, role })),
    done: new URL(request.url).searchParams.get('done') ?? '',
  }
}

/** @throws {Response} when it was deleted a moment ago */
async function accountOf({ id }: Person): Promise<Account> {
  const account = await accountById(id)
  if (account) return account
  throw new Response('This account is deleted.', { status: 404 })
}

interface Pressed {
  request: Request
  client: string
  account: Account
  signInId: string
  field: (name: string) => string
}

/** Buttons that ask for the password once more. */
const guarded: Record<string, (pressed: Pressed) => Promise<Response>> = {
  'change-email': askToChangeEmail,
  'change-password': changePassword,
  'second-off': secondOff,
  'new-codes': newCodes,
  delete: removeAccount,
}

const open: Record<string, (pressed: Pressed) => Promise<Response>> = {
  'set-name': rename,
  confirm: sendConfirmation,
  'end-one': endOne,
  'end-others': endOthers,
}

/** The buttons of the page. @throws {Response} 400 for another */
export async function pressAccount(request: Request, client: string): Promise<Response> {
  const { person, signInId } = await mustSignIn(request)
  const field = await fieldsOf(request)
  const intent = field('intent')
  const account = await accountOf(person)
  const pressed = { request, client, account, signInId, field }
  const work = open[intent]
  if (work) return work(pressed)
  const behind = guarded[intent]
  if (!behind) throw new Response('There is no such button.', { status: 400 })
  const refused = await wrongPassword({ account, client, current: field('current') })
  return refused ? again({ intent, email: field('email') }, refused.problems, refused.status) : behind(pressed)
}

const back = (done: string): Response => go(`/settings/account?done=${done}`)

async function rename({ account, field }: Pressed): Promise<Response> {
  await setName({ userId: account.id, name: field('name').slice(0, 100) })
  return back('name')
}

async function sendConfirmation({ account, client }: Pressed): Promise<Response> {
  const { id: userId, email } = account
  const retryAt = await refuseTry('ask-reset', { account: `confirm ${userId}`, client })
  if (retryAt) return tooOften({ intent: 'confirm' }, retryAt)
  await mailConfirmation(email, await issueTicket({ kind: 'verify-email', userId, email }))
  return back('sent')
}

/** The new address proves itself first. Whether another account has it is said to nobody but its own mailbox. */
async function askToChangeEmail({ account, client, field }: Pressed): Promise<Response> {
  const email = normalEmail(field('email'))
  if (!looksLikeEmail(email)) return again({ intent: 'change-email', email }, { email: 'An address looks like name@acme.com.' })
  const retryAt = await refuseTry('ask-reset', { account: `change ${account.id}`, client })
  if (retryAt) return tooOften({ intent: 'change-email', email }, retryAt)
  await mailChangeEmail(email, await issueTicket({ kind: 'change-email', userId: account.id, email }))
  return back('change-sent')
}

async function changePassword({ account, signInId, field }: Pressed): Promise<Response> {
  const fault = passwordFault(field('password'), [account.email])
  if (fault) return again({ intent: 'change-password' }, { password: fault })
  await setPassword({ userId: account.id, passwordHash: await hashPassword(field('password')) })
  await endOtherSignIns({ userId: account.id, keep: signInId })
  await mailPasswordChanged(account.id, account.email)
  return back('password')
}

async function secondOff({ account }: Pressed): Promise<Response> {
  await setTotp({ userId: account.id, secret: null })
  await dropRecoveryCodes({ userId: account.id })
  await mailSecondFactor(account.id, account.email, false)
  return back('second-off')
}

async function newCodes({ account }: Pressed): Promise<Response> {
  return json({ codes: await newRecoveryCodes({ userId: account.id }) })
}

async function endOne({ account, field }: Pressed): Promise<Response> {
  await endSignIn({ id: field('id'), userId: account.id })
  return back('ended')
}

async function endOthers({ account, signInId }: Pressed): Promise<Response> {
  await endOtherSignIns({ userId: account.id, keep: signInId })
  return back('ended')
}

async function removeAccount({ request, account }: Pressed): Promise<Response> {
  const problem = await deleteAccount({ userId: account.id })
  if (problem) return again({ intent: 'delete' }, { form: problem })
  return endSession(request, '/sign-in?done=deleted')
}
