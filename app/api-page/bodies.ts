/** Bodies of which the required fields alone would not say enough. */
import type { z } from 'zod'
import type { OperationId, Operations } from '../operations.ts'
import { anId } from './samples.ts'

type Body<One> = One extends { body: { schema: infer Schema extends z.ZodType } } ? z.input<Schema> : never

export const bodyExamples = {
  takeAddress: {},
  startScan: { domain: 'acme.com' },
  startProbe: { host: 'mx1.acme.com', ports: [25, 587] },
  classifyBounce: { reply: '550 5.1.1 No such user', host: 'gmail.com' },
  keepBounces: { project: anId, reply: '550 5.1.1 No such user' },
  startSend: {
    ...{ relay: anId, from: 'Acme <news@acme.com>', to: 'k7qm2xr9v4tn8hzp@seedbed.localhost' },
    ...{ subject: 'Spring sale', text: 'Hello' },
  },
  judgeAgain: { kind: 'newsletter', bulk: true },
  actOnDomains: { action: 'watch', names: ['acme.com', 'acme.net'], preset: 'usual' },
  addDomains: { domains: ['acme.com', 'acme.net'], tags: ['shop'] },
  watch: { domain: 'acme.com', preset: 'usual' },
  changeMonitor: { preset: 'own', everyMinutes: 90 },
  takeTeamAddress: { name: 'Weekly newsletter', hours: null },
  changeTeamAddress: { inUse: true },
  makeProject: { name: 'Borealis', isClient: true },
  changeProject: { name: 'Borealis' },
  changeDomain: { tags: ['shop'], notes: 'Moves in March' },
  makeChannel: { kind: 'webhook', target: 'https://hooks.acme.com/seedbed', quiet: { from: '22:00', until: '06:30' } },
  changeChannel: { paused: true },
  changeTeam: { zone: 'Europe/Berlin', retentionDays: 90 },
  invite: { role: 'viewer', email: 'jane@acme.com' },
  makeSandboxPassword: { project: anId },
  setStatusPage: { isOn: true, shows: ['receiving', 'sending', 'forgery'] },
  acceptFinding: { check: 'dmarc-policy', code: 'none', reason: 'We begin with reports', days: 90 },
} as const satisfies { [Id in OperationId]?: Body<Operations[Id]> }
