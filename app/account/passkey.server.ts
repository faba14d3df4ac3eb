/**
 * Passkeys (WebAuthn): made on the account's page, and then they open it, instead of the password or as its second step. The challenge goes
 * along sealed and opens once, within five minutes.
 */
import { json } from '@remix-run/server-runtime'
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { z } from 'zod'
import { isIP } from 'node:net'
import { addPasskey, credentialsOf, notePasskeyUsed, passkeyByCredential, removePasskey } from '#prisma/passkey.ts'
import { seal, unseal } from '#prisma/sealed.ts'
import { accountById } from '#prisma/user.ts'
import { countUp } from '../limits.server.ts'
import { mustSignIn, signInOf } from '../who.server.ts'
import { refuseTry } from './attempts.server.ts'
import { fieldsOf, nextOf } from './form.server.ts'
import { mailNotice } from './mails.server.ts'
import { beginSession } from './session.server.ts'
import { wrongPassword } from './once-more.server.ts'

const lastsMs = 5 * 60_000
const purposes = { add: 'passkey-add', use: 'passkey-use' } as const

/** Passkeys belong to a name, never to an IP address (WebAuthn §5.1.3). */
export const passkeysWork = (request: Request): boolean => isIP(new URL(request.url).hostname.replace(/^\[|\]$/g, '')) === 0

const own = (request: Request) => {
  const { hostname, origin } = new URL(request.url)
  return { rpID: hostname, origin }
}

const sealChallenge = (purpose: keyof typeof purposes, challenge: string, userId: string | null): string =>
  seal(purposes[purpose], JSON.stringify({ challenge, userId, until: Date.now() + lastsMs }))

const sealedSchema = z.object({ challenge: z.string(), userId: z.string().nullable(), until: z.number() })

/** The challenge in a seal of ours, the first time it is asked for. Null for another, and one that is over. */
async function openChallenge(purpose: keyof typeof purposes, sealed: string): Promise<z.infer<typeof sealedSchema> | null> {
  const text = unseal(purposes[purpose], sealed)
  const opened = text === null ? null : sealedSchema.parse(JSON.parse(text))
  if (!opened || opened.until < Date.now()) return null
  return (await countUp(`challenge:${opened.challenge}`, 2 * lastsMs)) === 1 ? opened : null
}

const refuse = (problem: string, status = 400): Response => json({ problem }, { status })
const over = 'This took too long. Try once more.'

/** What the device answers: checked in depth by the library, here only that it has the shape. */
const answerSchema = z.looseObject({
  id: z.string().max(1024),
  rawId: z.string(),
  type: z.literal('public-key'),
  response: z.looseObject({}),
})

function answerIn(text: string): z.infer<typeof answerSchema> | null {
  try {
    const read = answerSchema.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** POST /settings/account/passkeys: `begin` with the password gives what the device needs, `add` brings what it made. */
export async function pressPasskeys(request: Request, client: string): Promise<Response> {
  const { person } = await mustSignIn(request)
  const account = await accountById(person.id)
  if (!account || !passkeysWork(request)) return refuse('Passkeys do not work under this name.')
  const field = await fieldsOf(request)
  if (field('intent') === 'add') return addMade(request, { userId: account.id, email: account.email, name: field('name') }, field)
  const refused = await wrongPassword({ account, client, current: field('current') })
  if (refused) return refuse(refused.problems.current ?? '', refused.status)
  if (field('intent') === 'remove') {
    await removePasskey({ id: field('id'), userId: account.id })
    await mailNotice(account.id, account.email, 'A passkey was removed', 'A passkey no longer opens your account.')
    return json({ done: true })
  }
  const options = await generateRegistrationOptions({
    ...{ rpName: 'Seedbed', rpID: own(request).rpID, userName: account.email, userID: new Uint8Array(Buffer.from(account.id)) },
    attestationType: 'none',
    excludeCredentials: await credentialsOf({ userId: account.id }),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return json({ options, sealed: sealChallenge('add', options.challenge, account.id) })
}

async function addMade(
  request: Request,
  { userId, email, name }: { userId: string; email: string; name: string },
  field: (name: string) => string,
): Promise<Response> {
  const opened = await openChallenge('add', field('sealed'))
  const answer = answerIn(field('response'))
  if (!opened || opened.userId !== userId || !answer) return refuse(over)
  const { rpID, origin } = own(request)
  const result = await verifyRegistrationResponse({
    response: answer as unknown as RegistrationResponseJSON,
    ...{ expectedChallenge: opened.challenge, expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true },
  }).catch(() => null)
  if (!result?.verified) return refuse('The device’s answer does not fit. Try once more.')
  const { id: credentialId, publicKey, counter, transports = [] } = result.registrationInfo.credential
  const key = { userId, credentialId, publicKey: new Uint8Array(publicKey), counter, transports }
  if (!(await addPasskey({ ...key, name }))) return refuse('There are too many passkeys, or this one is known already.')
  await mailNotice(
    userId,
    email,
    'A passkey was added',
    'A new passkey opens your account. If it was not you, remove it now, and choose a new password.',
  )
  return json({ done: true })
}

/** POST /sign-in/passkey: `begin` gives what the device needs, `use` brings its signature, and begins the session. */
export async function signInByPasskey(request: Request, client: string): Promise<Response> {
  if (!passkeysWork(request)) return refuse('Passkeys do not work under this name.')
  const field = await fieldsOf(request)
  const before = await signInOf(request)
  /** Half-way in by the password: then it is that person's. */
  const halfWay = before && !before.completed ? before.person.id : null
  if (field('intent') !== 'use') {
    const options = await generateAuthenticationOptions({
      ...{ rpID: own(request).rpID, userVerification: 'required' },
      allowCredentials: halfWay ? await credentialsOf({ userId: halfWay }) : [],
    })
    return json({ options, sealed: sealChallenge('use', options.challenge, halfWay) })
  }
  if (await refuseTry('second-factor', { account: `passkey ${client}`, client }))
    return refuse('This was tried too often. Wait some minutes.', 429)
  const opened = await openChallenge('use', field('sealed'))
  const answer = answerIn(field('response'))
  if (!opened || !answer) return refuse(over)
  const userId = await signedBy(request, opened.challenge, answer)
  if (userId === null || (opened.userId !== null && opened.userId !== userId))
    return refuse('This passkey opens no account here.')
  const session = await beginSession(request, { userId, client, completed: true, next: nextOf(request) })
  return json({ done: true }, { headers: cookiesOf(session) })
}

/** Whose passkey signed the challenge; null when none did. */
async function signedBy(request: Request, challenge: string, answer: z.infer<typeof answerSchema>): Promise<string | null> {
  const key = await passkeyByCredential(answer.id)
  if (!key) return null
  const { credentialId, publicKey, counter, transports } = key
  const { rpID, origin } = own(request)
  const result = await verifyAuthenticationResponse({
    response: answer as unknown as AuthenticationResponseJSON,
    ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true },
    credential: { id: credentialId, publicKey, counter, transports },
  }).catch(() => null)
  if (!result?.verified) return null
  await notePasskeyUsed({ credentialId, counter: result.authenticationInfo.newCounter })
  return key.userId
}

function cookiesOf(answer: Response): Headers {
  return new Headers(answer.headers.getSetCookie().map((value): [string, string] => ['Set-Cookie', value]))
}
