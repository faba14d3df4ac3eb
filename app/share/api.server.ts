/** Links to reports, as the API makes, lists and takes them back. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { createShare, mostShares, revokeShare, type Shared, sharesOf, type ShareView } from '#prisma/share.ts'
import { give, readableMail, readJson } from '../api.server.ts'
import { doneOr404 } from '../api-route.server.ts'
import { notFound, problem } from '../problem.server.ts'
import { readableScan } from '../scan/ask.server.ts'
import { madeShareSchema, newMailShareSchema, shareListSchema } from './api.ts'

type Asked = ActionFunctionArgs
type Of = Shared & { teamId: string }

const nothingMore = { withBody: false, withRecipients: false, withSource: false }

/** What is shared, by who may share it; null for any other. */
async function mailOf({ request, params }: Asked): Promise<Of | null> {
  const mail = await readableMail(params.id, request, 'share')
  return mail && { mailId: mail.id, teamId: mail.teamId }
}

/** The same for a scan of what is, not of what might be published. */
async function scanOf({ request, params }: Asked): Promise<Of | null> {
  const scan = await readableScan(params.id, request, 'share')
  return scan && !scan.changes && scan.kind !== 'mail' && scan.kind !== 'host' ? { scanId: scan.id, teamId: scan.teamId } : null
}

const apiShare = ({ id, withBody, withRecipients, withSource, createdAt, expiresAt, lastOpenedAt }: ShareView) => ({
  ...{ id, body: withBody, recipients: withRecipients, source: withSource },
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  lastOpenedAt: lastOpenedAt?.toISOString() ?? null,
})

const listed = async (of: Of | null): Promise<Response> =>
  of ? give(shareListSchema, { shares: (await sharesOf(of)).map(apiShare) }) : notFound()

async function made(of: Of, shown: typeof nothingMore): Promise<Response> {
  const one = await createShare({ ...of, ...shown })
  if (!one)
    return problem({ status: 409, code: 'conflict', detail: `There are ${mostShares} links already. Take one back first.` })
  return give(madeShareSchema, { ...apiShare(one.share), url: `${env.BASE_URL}/shared/${one.token}` }, { status: 201 })
}

async function takenBack(of: Of | null, id: string): Promise<Response> {
  if (!of || !(await sharesOf(of)).some((one) => one.id === id)) return notFound()
  await revokeShare({ ...of, id })
  return doneOr404(true)
}

export const mailSharesAnswer = async (asked: Asked): Promise<Response> => listed(await mailOf(asked))
export const scanSharesAnswer = async (asked: Asked): Promise<Response> => listed(await scanOf(asked))

export async function shareMailAnswer(asked: Asked): Promise<Response> {
  const of = await mailOf(asked)
  if (!of) return notFound()
  const { body = false, recipients = false, source = false } = await readJson(asked.request, newMailShareSchema)
  return made(of, { withBody: body, withRecipients: recipients, withSource: source })
}

export async function shareScanAnswer(asked: Asked): Promise<Response> {
  const of = await scanOf(asked)
  return of ? made(of, nothingMore) : notFound()
}

export const unshareMailAnswer = async (asked: Asked): Promise<Response> =>
  takenBack(await mailOf(asked), asked.params.share ?? '')
export const unshareScanAnswer = async (asked: Asked): Promise<Response> =>
  takenBack(await scanOf(asked), asked.params.share ?? '')
