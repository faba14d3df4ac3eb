/** The second step of signing in: a code of an authenticator, or a recovery code. */
import { takeRecoveryCode, totpOf, takeTotpStep } from '#prisma/second-factor.ts'
import { type Account, accountById } from '#prisma/user.ts'
import { signInOf } from '../who.server.ts'
import { forgetTries, refuseTry } from './attempts.server.ts'
import { again, fieldsOf, nextOf, tooOften } from './form.server.ts'
import { beginSession } from './session.server.ts'
import { stepOfCode } from './totp.server.ts'

/** Who has given the password, and not more yet. @throws {Response} a redirect for everybody else */
export async function halfWay(request: Request): Promise<{ account: Account }> {
  const signIn = await signInOf(request)
  const account = signIn && !signIn.completed ? await accountById(signIn.person.id) : null
  if (account) return { account }
  throw new Response(null, { status: 302, headers: { Location: signIn ? '/' : '/sign-in' } })
}

/** The form of /sign-in/second, sent. */
export async function secondStep(request: Request, client: string): Promise<Response> {
  const { account } = await halfWay(request)
  const tried = { account: account.id, client }
  const retryAt = await refuseTry('second-factor', tried)
  if (retryAt) return tooOften({}, retryAt)
  const code = (await fieldsOf(request))('code')
  if (!(await isSecondFactor(account.id, code))) return again({}, { code: 'This code does not fit, or was used before.' })
  await forgetTries('second-factor', tried)
  return beginSession(request, { userId: account.id, client, completed: true, next: nextOf(request) })
}

/** Is this a code that opens now? It opens no second time. */
async function isSecondFactor(userId: string, code: string): Promise<boolean> {
  const totp = await totpOf({ userId })
  const step = totp && stepOfCode(totp.secret, code)
  if (step !== null) return takeTotpStep({ userId, step })
  return takeRecoveryCode({ userId, code })
}
