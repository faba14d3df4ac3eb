/** Beginning and ending a web session, and what happens then to what the browser had made before. */
import { note } from '#prisma/audit.ts'
import { claimTeam } from '#prisma/claim.ts'
import { createSignIn, endSignIn } from '#prisma/sign-in.ts'
import { personalTeamOf } from '#prisma/user.ts'
import { go } from '../go.server.ts'
import { type Browser, remember, rememberSignIn, signInOf, whoAsks } from '../who.server.ts'

interface Begin {
  userId: string
  client: string
  /** False while the second factor is still asked for. */
  completed: boolean
  /** A path of ours. */
  next: string
}

/**
 * Begins a session, always with a new token, and ends the one that this browser had: nobody can have planted it. What the browser made
 * without an account is the person's from here on.
 */
export async function beginSession(request: Request, { userId, client, completed, next }: Begin): Promise<Response> {
  const before = await signInOf(request)
  const userAgent = request.headers.get('user-agent') ?? ''
  const { token } = await createSignIn({ userId, userAgent, peerAddress: client, completed })
  if (before) await endSignIn({ id: before.id, userId: before.person.id })
  const headers = new Headers([['Set-Cookie', rememberSignIn(token)]])
  if (completed) {
    const { browser } = await whoAsks(request)
    await claim(browser, userId)
    headers.append('Set-Cookie', remember({ ...browser, anonymousTeamId: null }))
  }
  return go(completed ? next : `/sign-in/second?next=${encodeURIComponent(next)}`, { headers })
}

async function claim({ anonymousTeamId }: Browser, userId: string): Promise<void> {
  if (anonymousTeamId === null) return
  const teamId = await personalTeamOf({ userId })
  const claimed = await claimTeam({ from: anonymousTeamId, to: teamId })
  if (claimed && claimed.addresses + claimed.scans > 0) await note({ teamId, userId, action: 'tests.claimed', details: claimed })
}

/** Ends this browser's session. Nothing that opens anything stays behind in it. */
export async function endSession(request: Request, next = '/'): Promise<Response> {
  const signIn = await signInOf(request)
  if (signIn) await endSignIn({ id: signIn.id, userId: signIn.person.id })
  const { browser } = await whoAsks(request)
  const headers = new Headers([['Set-Cookie', rememberSignIn(null)]])
  const { zone } = browser
  if (signIn) headers.append('Set-Cookie', remember({ anonymousTeamId: null, tokens: [], ...(zone ? { zone } : {}) }))
  return go(next, { headers })
}
