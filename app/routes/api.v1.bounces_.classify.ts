/** POST /api/v1/bounces/classify: what a reply or a bounce mail means. Nothing of it is kept. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { bounceOfMail, bounceOfReply } from '#checks/bounce/index.ts'
import { bounceAnswerSchema } from '#checks/report.ts'
import { newClassificationSchema } from '../api.ts'
import { answerApi, badRequest, give, readJson } from '../api.server.ts'
import { methodNotAllowed } from '../problem.server.ts'

export const loader = () => methodNotAllowed('POST')

export async function action(asked: ActionFunctionArgs) {
  if (asked.request.method !== 'POST') return methodNotAllowed('POST')
  return answerApi(asked, async () => {
    const { reply, mime, host } = await readJson(asked.request, newClassificationSchema)
    if ((reply === undefined) === (mime === undefined)) throw badRequest('The body has either a reply or a mime.')
    if (mime !== undefined && host !== undefined) throw badRequest('A host belongs to a reply: a mail tells its own.')
    return give(bounceAnswerSchema, mime === undefined ? bounceOfReply(reply ?? '', host) : bounceOfMail(Buffer.from(mime)))
  })
}
