/** Whose page /setup is: whoever runs this Seedbed, from this machine or signed in. And where the first page leads them while something is missing. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { isPublic } from '#net/guard.ts'
import { newestPeers } from '#prisma/session.ts'
import { wayIn } from '../address.server.ts'
import { seesAll } from '../status/operator.server.ts'
import { mustSignIn } from '../who.server.ts'

/** @throws {Response} a redirect to /sign-in for nobody, 403 for everybody else */
export async function mustOwn(asked: LoaderFunctionArgs): Promise<void> {
  if (await seesAll(asked)) return
  await mustSignIn(asked.request)
  throw new Response('This page is for whoever owns this Seedbed: the first account, or somebody at the machine itself.', {
    status: 403,
  })
}

/** So many conversations are looked at; where all of them are local the question is asked again with the next. */
const newest = 200

/** When mail from another network last came to anybody here; null when it never did, as far as the newest tell. */
export async function cameFromOutside(): Promise<Date | null> {
  const peers = await newestPeers({ take: newest })
  return peers.find(({ peerAddress, listener }) => listener === 'smtp' && isPublic(peerAddress))?.startedAt ?? null
}

/** Does the first page lead to /setup? Only its owner, and until mail from outside has come. */
export async function leadsToSetup(asked: LoaderFunctionArgs): Promise<boolean> {
  if (!(await seesAll(asked))) return false
  return !wayIn().public || (await cameFromOutside()) === null
}
