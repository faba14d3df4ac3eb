/**
 * Every operation of the HTTP API, once: the document at /api/v1/openapi.json, the page /api and the client of the command line are made
 * from this table, and a test holds it against the routes.
 */
import { z } from 'zod'
import {
  addressSchema,
  attemptListSchema,
  broughtMailSchema,
  comparisonSchema,
  credentialSchema,
  issuedAddressSchema,
  mailListSchema,
  mailSchema,
  newAddressSchema,
  newProbeSchema,
  newSampleSchema,
  newScanSchema,
  probeSchema,
  scanSchema,
  sessionListSchema,
} from './api.ts'
import { aboutOperations } from './about/operations.ts'
import { bounceOperations } from './bounces/operations.ts'
import { builderOperations } from './builder/operations.ts'
import { channelOperations } from './channels/operations.ts'
import { historyOperations } from './charts/operations.ts'
import { appPasswordOperations } from './credentials/operations.ts'
import { domainOperations } from './domains/operations.ts'
import { memberOperations } from './members/operations.ts'
import { findOperations } from './nav/operations.ts'
import { mailOperations } from './report/operations.ts'
import type { Action } from './roles.ts'
import { sandboxOperations } from './sandbox/operations.ts'
import { seedDomainOperations } from './seed-domains/operations.ts'
import { sendOperations } from './sends/operations.ts'
import { shareOperations } from './share/operations.ts'
import { watchOperations } from './watch/operations.ts'

/** What a token may be given leave for: not to make owners, nor to delete the team. */
type Needed = Exclude<Action, 'own'>

interface Described {
  /** Below /api/v1; `{name}` stands for a parameter. */
  path: `/${string}`
  area: string
  /** What it does, in a few words that begin with a verb. */
  summary: string
  /** More of it, where that needs saying. */
  says?: string
  query?: z.ZodObject
  body?: { type: 'application/json'; schema: z.ZodType } | { type: 'message/rfc822' | 'text/csv' }
  /** The good answer. Without a schema it is of that type, or has no body. */
  gives: { status: 200 | 201 | 202 | 204; says: string; schema?: z.ZodType; type?: string }
  /** Statuses it may be refused with, besides those that everything can be refused with. */
  refuses: readonly (400 | 403 | 404 | 409 | 413 | 415 | 429)[]
}

/** `needs`: what whoever asks must be allowed to; to read, when left out. */
export type Operation = Described &
  ({ method: 'GET'; needs?: Needed } | { method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; needs: Needed })

export type Method = Operation['method']

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })
const wholeNumber = z.coerce.number().int()
const waits = z
  .string()
  .regex(/^\d{1,2}s$/)
  .optional()
  .describe('How long to wait for the first, 1s to 60s; at once when left out')

/** They are about what a team keeps, and need one of its API tokens. */
const teamOperations = {
  ...memberOperations,
  ...domainOperations,
  ...watchOperations,
  ...channelOperations,
  ...sandboxOperations,
  ...seedDomainOperations,
  ...historyOperations,
  ...appPasswordOperations,
} as const satisfies Record<string, Operation>

export const operations = {
  takeAddress: {
    ...{ method: 'POST', path: '/addresses', area: 'Addresses', summary: 'Take a fresh address' },
    says: 'The token opens everything the address receives. It is shown this once.',
    body: json(newAddressSchema),
    needs: 'test',
    gives: { status: 201, says: 'The address and its token', schema: issuedAddressSchema },
    refuses: [400, 403, 415, 429],
  },
  readAddress: {
    ...{ method: 'GET', path: '/addresses/{token}', area: 'Addresses', summary: 'Look at an address' },
    gives: { status: 200, says: 'The address', schema: addressSchema },
    refuses: [404],
  },
  deleteAddress: {
    ...{
      method: 'DELETE',
      path: '/addresses/{token}',
      area: 'Addresses',
      summary: 'Delete an address with its mails and reports',
    },
    needs: 'delete',
    gives: { status: 204, says: 'It is gone' },
    refuses: [404],
  },
  extendAddress: {
    ...{ method: 'POST', path: '/addresses/{token}/extend', area: 'Addresses', summary: 'Have an address receive for longer' },
    says: 'From now on as long as a fresh one.',
    needs: 'test',
    gives: { status: 200, says: 'The address', schema: addressSchema },
    refuses: [404],
  },
  sendSample: {
    ...{
      method: 'POST',
      path: '/addresses/{token}/samples',
      area: 'Addresses',
      summary: 'Have a sample mail sent to an address',
    },
    body: json(newSampleSchema),
    needs: 'test',
    gives: { status: 202, says: 'It is on its way' },
    refuses: [400, 404, 415],
  },
  makeCredential: {
    ...{
      method: 'POST',
      path: '/addresses/{token}/credentials',
      area: 'Addresses',
      summary: 'Make a password with which mail programs read an address',
    },
    says: 'The password is shown this once. One made before no longer opens the address.',
    needs: 'tokens',
    gives: { status: 201, says: 'User name, password, and where to use them', schema: credentialSchema },
    refuses: [404, 409],
  },
  revokeCredential: {
    ...{
      method: 'DELETE',
      path: '/addresses/{token}/credentials',
      area: 'Addresses',
      summary: 'Revoke the password of an address',
    },
    needs: 'tokens',
    gives: { status: 204, says: 'No mail program reads the address any more' },
    refuses: [404],
  },
  listMails: {
    ...{
      method: 'GET',
      path: '/addresses/{token}/mails',
      area: 'Addresses',
      summary: 'List the mails of an address, or wait for them',
    },
    says: 'Oldest first. With wait it answers at once when there is a mail after `after`, otherwise when the first has come, or with an empty list when the wait is over.',
    query: z.object({
      after: z.string().optional().describe('The `next` of the answer before'),
      wait: waits,
      until: z.enum(['stored', 'reported']).optional().describe('When a mail counts: once it is stored, or once it is judged'),
      limit: wholeNumber.min(1).max(200).optional().describe('How many at most; 50 when left out'),
    }),
    gives: { status: 200, says: 'The mails', schema: mailListSchema },
    refuses: [400, 404, 429],
  },
  listAttempts: {
    ...{
      method: 'GET',
      path: '/addresses/{token}/attempts',
      area: 'Addresses',
      summary: 'List the tries of an address that was told what to answer',
    },
    says: 'Oldest first. Tries of one recipient by one sender follow each other until one is accepted; their times are when the sender came back.',
    query: z.object({
      after: z.string().optional().describe('The `next` of the answer before'),
      limit: wholeNumber.min(1).max(200).optional().describe('How many at most; 50 when left out'),
    }),
    gives: { status: 200, says: 'The tries', schema: attemptListSchema },
    refuses: [400, 404],
  },
  listSessions: {
    ...{
      method: 'GET',
      path: '/addresses/{token}/sessions',
      area: 'Addresses',
      summary: 'List the conversations in which an address was named',
    },
    says: 'The newest ten, those without a mail too. Other recipients are not named.',
    gives: { status: 200, says: 'The conversations, with what became of the address', schema: sessionListSchema },
    refuses: [404],
  },
  bringMail: {
    ...{ method: 'POST', path: '/mails', area: 'Mails', summary: 'Have a mail judged that is a file' },
    says: 'What is left out of the query was not seen, and what needs it could not be checked.',
    query: z.object({
      ip: z.string().optional().describe('The address it was sent from'),
      helo: z.string().optional().describe('The name the server gave'),
      mailFrom: z.string().optional().describe('The bounce address'),
      rcptTo: z.string().optional().describe('The recipient'),
    }),
    body: { type: 'message/rfc822' },
    needs: 'test',
    gives: { status: 202, says: 'It is stored; its report comes', schema: broughtMailSchema },
    refuses: [400, 403, 413, 415, 429],
  },
  readMail: {
    ...{ method: 'GET', path: '/mails/{id}', area: 'Mails', summary: 'Read a mail and its report' },
    query: z.object({ analysis: wholeNumber.min(1).optional().describe('Which analysis; the newest when left out') }),
    gives: { status: 200, says: 'The mail and, once status is reported, its report', schema: mailSchema },
    refuses: [400, 404],
  },
  deleteMail: {
    ...{ method: 'DELETE', path: '/mails/{id}', area: 'Mails', summary: 'Delete a mail with its reports' },
    needs: 'delete',
    gives: { status: 204, says: 'It is gone' },
    refuses: [404],
  },
  readMailRaw: {
    ...{ method: 'GET', path: '/mails/{id}/raw', area: 'Mails', summary: 'Get a mail as it came, octet for octet' },
    gives: { status: 200, says: 'The mail', type: 'message/rfc822' },
    refuses: [404],
  },
  readMailPart: {
    ...{ method: 'GET', path: '/mails/{id}/parts/{number}', area: 'Mails', summary: 'Get one part of a mail, decoded' },
    says: 'Parts are numbered as IMAP does (RFC 9051 §6.4.5): 2, 1.3.',
    gives: { status: 200, says: 'The part, as a file', type: 'application/octet-stream' },
    refuses: [404],
  },
  startScan: {
    ...{ method: 'POST', path: '/scans', area: 'Scans', summary: 'Look at a domain, or at the address of a server' },
    says: 'With changes it is a rehearsal: the report as if these records were published.',
    body: json(newScanSchema),
    needs: 'test',
    gives: { status: 202, says: 'It is asked for; its report comes', schema: scanSchema },
    refuses: [400, 403, 415, 429],
  },
  readScan: {
    ...{ method: 'GET', path: '/scans/{id}', area: 'Scans', summary: 'Read a scan and its report' },
    gives: { status: 200, says: 'The scan and, once status is reported, its report', schema: scanSchema },
    refuses: [404],
  },
  deleteScan: {
    ...{ method: 'DELETE', path: '/scans/{id}', area: 'Scans', summary: 'Delete a scan with its report' },
    needs: 'delete',
    gives: { status: 204, says: 'It is gone' },
    refuses: [404],
  },
  startProbe: {
    ...{ method: 'POST', path: '/probes', area: 'Probes', summary: 'Look at the ports of a mail host' },
    says: 'Each host is looked at once at a time, and takes up to a minute where it keeps senders waiting. No mail is sent.',
    body: json(newProbeSchema),
    needs: 'test',
    gives: { status: 202, says: 'It is asked for; what the ports show comes', schema: probeSchema },
    refuses: [400, 403, 415, 429],
  },
  readProbe: {
    ...{ method: 'GET', path: '/probes/{id}', area: 'Probes', summary: 'Read what the ports of a host showed, or wait for it' },
    query: z.object({ wait: waits }),
    gives: { status: 200, says: 'The probe and, once status is reported, what was seen', schema: probeSchema },
    refuses: [400, 404, 429],
  },
  compare: {
    ...{ method: 'GET', path: '/compare', area: 'Reports', summary: 'Hold two mails, scans or analyses against each other' },
    query: z.object({
      a: z.string().describe('The id of a mail or a scan; of one analysis of a mail with its number, id.2'),
      b: z.string().describe('The other one, of the same kind'),
    }),
    gives: { status: 200, says: 'What differs', schema: comparisonSchema },
    refuses: [400, 404, 409],
  },
  ...mailOperations,
  ...shareOperations,
  ...bounceOperations,
  ...builderOperations,
  ...findOperations,
  ...sendOperations,
  ...aboutOperations,
  ...teamOperations,
} as const satisfies Record<string, Operation>

export type Operations = typeof operations
export type OperationId = keyof Operations

/** Is there nothing here for who sends no API token? */
export const needsToken = (id: string): boolean => id in teamOperations
