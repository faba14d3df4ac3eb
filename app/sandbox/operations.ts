/** The operations of the HTTP API about the sandbox of a team. Part of `app/operations.ts`. */
import { z } from 'zod'
import type { Operation } from '../operations.ts'
import {
  emptiedSchema,
  newSandboxPasswordSchema,
  sandboxMailListSchema,
  sandboxPasswordListSchema,
  sandboxPasswordSchema,
} from './api.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })

export const sandboxOperations = {
  listSandboxMails: {
    ...{ method: 'GET', path: '/sandbox/mails', area: 'Sandbox', summary: 'List what your application sent' },
    says: 'Newest first. Each is read and deleted as any mail is.',
    query: z.object({
      project: z.string().optional().describe('The id of a project'),
      find: z.string().optional().describe('Text in subject, sender or any recipient'),
      after: z.string().optional().describe('The `next` of the answer before'),
      limit: z.coerce.number().int().min(1).max(200).optional().describe('How many at most; 50 when left out'),
    }),
    gives: { status: 200, says: 'The mails', schema: sandboxMailListSchema },
    refuses: [400, 403],
  },
  emptySandbox: {
    ...{ method: 'DELETE', path: '/sandbox/mails', area: 'Sandbox', summary: 'Delete all that came into your sandbox' },
    says: 'As far as your projects reach.',
    query: z.object({ project: z.string().optional().describe('The id of a project: only what came into its sandbox') }),
    needs: 'delete',
    gives: { status: 200, says: 'How many went', schema: emptiedSchema },
    refuses: [400, 403],
  },
  listSandboxPasswords: {
    ...{ method: 'GET', path: '/sandbox/passwords', area: 'Sandbox', summary: 'List the user names that open your sandbox' },
    gives: { status: 200, says: 'The user names, without their passwords', schema: sandboxPasswordListSchema },
    refuses: [403],
  },
  makeSandboxPassword: {
    ...{
      method: 'POST',
      path: '/sandbox/passwords',
      area: 'Sandbox',
      summary: 'Make a password with which an application sends',
    },
    body: json(newSandboxPasswordSchema),
    needs: 'tokens',
    gives: { status: 201, says: 'User name, password, and where to use them', schema: sandboxPasswordSchema },
    refuses: [400, 403, 415, 429],
  },
  revokeSandboxPassword: {
    ...{ method: 'DELETE', path: '/sandbox/passwords/{username}', area: 'Sandbox', summary: 'Revoke a password of your sandbox' },
    needs: 'tokens',
    gives: { status: 204, says: 'It opens nothing any more' },
    refuses: [403, 404],
  },
} as const satisfies Record<string, Operation>
