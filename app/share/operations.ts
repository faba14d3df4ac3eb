/** The operations of the HTTP API about links to reports. Part of `app/operations.ts`. */
import type { z } from 'zod'
import type { Operation } from '../operations.ts'
import { madeShareSchema, newMailShareSchema, publicStatusSchema, sharedSchema, shareListSchema } from './api.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })

export const shareOperations = {
  listMailShares: {
    ...{ method: 'GET', path: '/mails/{id}/shares', area: 'Mails', summary: 'List the links to the report of a mail' },
    needs: 'share',
    gives: { status: 200, says: 'The links, without their URLs', schema: shareListSchema },
    refuses: [403, 404],
  },
  shareMail: {
    ...{ method: 'POST', path: '/mails/{id}/shares', area: 'Mails', summary: 'Make a link that shows the report of a mail' },
    says: 'To whoever has it, for 30 days, or until it is taken back.',
    body: json(newMailShareSchema),
    needs: 'share',
    gives: { status: 201, says: 'The link', schema: madeShareSchema },
    refuses: [400, 403, 404, 409, 415],
  },
  unshareMail: {
    ...{ method: 'DELETE', path: '/mails/{id}/shares/{share}', area: 'Mails', summary: 'Take a link back' },
    needs: 'share',
    gives: { status: 204, says: 'It opens nothing any more' },
    refuses: [403, 404],
  },
  listScanShares: {
    ...{ method: 'GET', path: '/scans/{id}/shares', area: 'Scans', summary: 'List the links to the report of a scan' },
    needs: 'share',
    gives: { status: 200, says: 'The links, without their URLs', schema: shareListSchema },
    refuses: [403, 404],
  },
  shareScan: {
    ...{ method: 'POST', path: '/scans/{id}/shares', area: 'Scans', summary: 'Make a link that shows the report of a scan' },
    says: 'To whoever has it, for 30 days, or until it is taken back.',
    needs: 'share',
    gives: { status: 201, says: 'The link', schema: madeShareSchema },
    refuses: [403, 404, 409],
  },
  unshareScan: {
    ...{ method: 'DELETE', path: '/scans/{id}/shares/{share}', area: 'Scans', summary: 'Take a link back' },
    needs: 'share',
    gives: { status: 204, says: 'It opens nothing any more' },
    refuses: [403, 404],
  },
  readShared: {
    ...{ method: 'GET', path: '/shared/{token}', area: 'Reports', summary: 'Read the report behind a link' },
    says: 'With what whoever made the link ticked for it, and nothing else.',
    gives: { status: 200, says: 'The report', schema: sharedSchema },
    refuses: [404],
  },
  readPublicStatus: {
    ...{ method: 'GET', path: '/public/{name}', area: 'Reports', summary: 'Read the status page of a domain' },
    gives: { status: 200, says: 'What its team shows everybody', schema: publicStatusSchema },
    refuses: [404],
  },
} as const satisfies Record<string, Operation>
