/**
 * Every operation of the HTTP API, once: the document at /api/v1/openapi.json, the page /api and the client of the command line are made
 * from this table, and a test holds it against the routes.
 */
import { z } from 'zod'
import { bounceAnswerSchema } from '#checks/report.ts'
import {
  addressSchema,
  attemptListSchema,
  bounceListSchema,
  broughtMailSchema,
  comparisonSchema,
  credentialSchema,
  issuedAddressSchema,
  mailListSchema,
  mailSchema,
  newAddressSchema,
  newClassificationSchema,
  newProbeSchema,
  newRelaySchema,
  newScanSchema,
  newSendSchema,
  probeSchema,
  relayListSchema,
  relaySchema,
  scanSchema,
  sendListSchema,
  sendSchema,
  triedRelaySchema,
} from './api.ts'
import { teamOperations } from './watch/operations.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Operation {
  method: Method
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

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })
const wholeNumber = z.coerce.number().int()
const waits = z
  .string()
  .regex(/^\d{1,2}s$/)
  .optional()
  .describe('How long to wait for the first, 1s to 60s; at once when left out')

export const operations = {
  takeAddress: {
    ...{ method: 'POST', path: '/addresses', area: 'Addresses', summary: 'Take a fresh address' },
    says: 'The token opens everything the address receives. It is shown this once.',
    body: json(newAddressSchema),
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
    gives: { status: 204, says: 'It is gone' },
    refuses: [404],
  },
  makeCredential: {
    ...{
      method: 'POST',
      path: '/addresses/{token}/credentials',
      area: 'Addresses',
      summary: 'Make a password with which mail programs read an address',
    },
    says: 'The password is shown this once. One made before no longer opens the address.',
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
    gives: { status: 204, says: 'It is gone' },
    refuses: [404],
  },
  startProbe: {
    ...{ method: 'POST', path: '/probes', area: 'Probes', summary: 'Look at the ports of a mail host' },
    says: 'Each host is looked at once at a time, and takes up to a minute where it keeps senders waiting. No mail is sent.',
    body: json(newProbeSchema),
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
  listBounces: {
    ...{ method: 'GET', path: '/bounces', area: 'Bounces', summary: 'List what came back' },
    says: 'Newest first, of a year when no time is given: refusals told by mails that arrived, by probes and test sends, and those that were kept.',
    query: z.object({
      since: z.iso.datetime().optional().describe('From then on'),
      until: z.iso.datetime().optional().describe('Before then'),
      code: z.string().optional().describe('Enhanced status code, 5.1.1; none for those without'),
      label: z.string().optional().describe('What it means: mailbox-unknown'),
      class: z.enum(['hard', 'block', 'soft', 'unknown']).optional(),
      provider: z.string().optional().describe('The receiver: gmail; other for those not recognised'),
      domain: z.string().optional().describe('Of the recipient'),
      project: z.string().optional().describe('The id of a project'),
      after: z.string().optional().describe('The `next` of the answer before'),
      limit: wholeNumber.min(1).max(200).optional().describe('How many at most; 50 when left out'),
    }),
    gives: { status: 200, says: 'The bounces', schema: bounceListSchema },
    refuses: [400],
  },
  classifyBounce: {
    ...{ method: 'POST', path: '/bounces/classify', area: 'Bounces', summary: 'Ask what a reply or a bounce mail means' },
    says: 'Nothing of it is kept.',
    body: json(newClassificationSchema),
    gives: { status: 200, says: 'What it means, for each recipient', schema: bounceAnswerSchema },
    refuses: [400, 413, 415],
  },
  listRelays: {
    ...{ method: 'GET', path: '/relays', area: 'Test sends', summary: 'List your relays' },
    gives: { status: 200, says: 'The relays, the newest first', schema: relayListSchema },
    refuses: [],
  },
  addRelay: {
    ...{ method: 'POST', path: '/relays', area: 'Test sends', summary: 'Add a relay: a mail server of yours, for test sends' },
    body: json(newRelaySchema),
    gives: { status: 201, says: 'The relay, without its password', schema: relaySchema },
    refuses: [400, 403, 415, 429],
  },
  deleteRelay: {
    ...{ method: 'DELETE', path: '/relays/{id}', area: 'Test sends', summary: 'Delete a relay with its test sends' },
    gives: { status: 204, says: 'It is gone' },
    refuses: [404],
  },
  tryRelay: {
    ...{ method: 'POST', path: '/relays/{id}/try', area: 'Test sends', summary: 'See whether a relay lets us in' },
    says: 'Connects and says EHLO, STARTTLS and AUTH, as the relay has them. No mail is sent.',
    gives: { status: 200, says: 'What it answered', schema: triedRelaySchema },
    refuses: [403, 404, 429],
  },
  listSends: {
    ...{ method: 'GET', path: '/sends', area: 'Test sends', summary: 'List your test sends' },
    says: 'Newest first.',
    query: z.object({ before: z.string().optional().describe('The `next` of the answer before') }),
    gives: { status: 200, says: 'The test sends', schema: sendListSchema },
    refuses: [],
  },
  startSend: {
    ...{ method: 'POST', path: '/sends', area: 'Test sends', summary: 'Have a mail handed to a relay of yours' },
    says: 'To an address of yours only: a seed address, or one at a domain that shows your proof in DNS; a refusal names the record.',
    body: json(newSendSchema),
    gives: { status: 202, says: 'It is asked for; its attempts come', schema: sendSchema },
    refuses: [400, 403, 415, 429],
  },
  readSend: {
    ...{ method: 'GET', path: '/sends/{id}', area: 'Test sends', summary: 'Read what became of a test send' },
    gives: { status: 200, says: 'The test send with every attempt', schema: sendSchema },
    refuses: [404],
  },
  deleteSend: {
    ...{ method: 'DELETE', path: '/sends/{id}', area: 'Test sends', summary: 'Delete a test send' },
    gives: { status: 204, says: 'It is gone' },
    refuses: [404],
  },
  ...teamOperations,
} as const satisfies Record<string, Operation>

export type Operations = typeof operations
export type OperationId = keyof Operations
