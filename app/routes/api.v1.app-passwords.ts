/** GET and POST /api/v1/app-passwords: passwords that open all addresses of a project in mail programs. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import type { AppPasswordView } from '#prisma/app-password.ts'
import { appPasswordListSchema, madeAppPasswordSchema, newAppPasswordSchema } from '../api.ts'
import { answerApi, badRequest, give, readJson } from '../api.server.ts'
import { makeOwnAppPassword, ownAppPasswords } from '../credentials/app-passwords.server.ts'
import { imapDoor } from '../credentials/doors.server.ts'
import { methodNotAllowed, problem } from '../problem.server.ts'
import { teamOfApi } from '../watch/api.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => {
    const found = await ownAppPasswords(await teamOfApi(asked.request))
    return give(appPasswordListSchema, { appPasswords: found.map(told) })
  })

export async function action(asked: ActionFunctionArgs) {
  const { request } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const asker = await teamOfApi(request, 'tokens')
    const { name, project } = await readJson(request, newAppPasswordSchema)
    const made = await makeOwnAppPassword(asker, { name, projectId: project ?? null })
    if (made === 'too-many')
      return problem({ status: 409, code: 'too-many', detail: 'You have as many app passwords as you may. Take one back first.' })
    if (made === 'readers-off')
      return problem({ status: 409, code: 'readers-off', detail: 'This Seedbed has IMAP and POP3 switched off.' })
    if (made === 'no-name') throw badRequest('The name has no letter.')
    if (made === 'no-project') throw badRequest('There is no such project, or you are limited to others.')
    return give(madeAppPasswordSchema, { ...told(made.view), password: made.password, imap: imapDoor() }, { status: 201 })
  })
}

const told = ({ id, name, username, projectId, createdAt, lastUsedAt }: AppPasswordView) => ({
  ...{ id, name, username, project: projectId, createdAt: createdAt.toISOString() },
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})
