/** The operations of the HTTP API about a team's own seed domains. Part of `app/operations.ts`. */
import type { z } from 'zod'
import type { Operation } from '../operations.ts'
import { newSeedDomainSchema, seedDomainListSchema, seedDomainSchema } from './api.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })

export const seedDomainOperations = {
  listSeedDomains: {
    ...{ method: 'GET', path: '/seed-domains', area: 'Seed domains', summary: 'List the seed domains of your team' },
    says: 'Each with the records to publish, and whether they were seen.',
    needs: 'settings',
    gives: { status: 200, says: 'The domains', schema: seedDomainListSchema },
    refuses: [403],
  },
  addSeedDomain: {
    ...{ method: 'POST', path: '/seed-domains', area: 'Seed domains', summary: 'Receive at a domain of your own' },
    body: json(newSeedDomainSchema),
    needs: 'settings',
    gives: { status: 201, says: 'The domain, with the records to publish', schema: seedDomainSchema },
    refuses: [400, 403, 409, 415],
  },
  lookAtSeedDomain: {
    ...{ method: 'POST', path: '/seed-domains/{id}/look', area: 'Seed domains', summary: 'Have its records looked at now' },
    needs: 'settings',
    gives: { status: 202, says: 'It is looked at within seconds' },
    refuses: [403, 404],
  },
  removeSeedDomain: {
    ...{ method: 'DELETE', path: '/seed-domains/{id}', area: 'Seed domains', summary: 'Receive there no more' },
    needs: 'settings',
    gives: { status: 204, says: 'It is gone' },
    refuses: [403, 404],
  },
} as const satisfies Record<string, Operation>
