/** The operations of the HTTP API about app passwords. They need an API token of the team. Part of `app/operations.ts`. */
import { appPasswordListSchema, madeAppPasswordSchema, newAppPasswordSchema } from '../api.ts'
import type { Operation } from '../operations.ts'

export const appPasswordOperations = {
  listAppPasswords: {
    ...{ method: 'GET', path: '/app-passwords', area: 'Addresses', summary: 'List your app passwords' },
    says: 'Newest first. Admins see those of all.',
    gives: { status: 200, says: 'The app passwords, without the passwords', schema: appPasswordListSchema },
    refuses: [403],
  },
  makeAppPassword: {
    ...{
      method: 'POST',
      path: '/app-passwords',
      area: 'Addresses',
      summary: 'Make a password with which mail programs read all addresses of a project, each as a folder',
    },
    says: 'The password is shown this once. It opens for as long as you belong to the team and see the project.',
    needs: 'tokens',
    body: { type: 'application/json', schema: newAppPasswordSchema },
    gives: { status: 201, says: 'User name, password, and where to use them', schema: madeAppPasswordSchema },
    refuses: [400, 403, 409, 415],
  },
  revokeAppPassword: {
    ...{ method: 'DELETE', path: '/app-passwords/{id}', area: 'Addresses', summary: 'Take an app password back' },
    needs: 'tokens',
    gives: { status: 204, says: 'It opens nothing more' },
    refuses: [403, 404],
  },
} as const satisfies Record<string, Operation>
