/** The password once more, before something that opens an account or takes a lock off it. */
import type { Account } from '#prisma/user.ts'
import { forgetTries, refuseTry } from './attempts.server.ts'
import type { Problems } from './form.tsx'
import { isPassword } from './password.server.ts'

/** Why the password once more does not do; null when it is the account's. Who has none showed a passkey, at the sign-in. */
export async function wrongPassword({
  account,
  client,
  current,
}: {
  account: Account
  client: string
  current: string
}): Promise<{ problems: Problems; status: number } | null> {
  if (account.passwordHash === null) return null
  const tried = { account: account.id, client }
  if (await refuseTry('sign-in', tried))
    return { problems: { current: 'This was tried too often. Wait some minutes.' }, status: 429 }
  if (!(await isPassword(current, account.passwordHash)))
    return { problems: { current: 'This is not your password.' }, status: 400 }
  await forgetTries('sign-in', tried)
  return null
}
