/** What each operation of the API is asked with, about rows of a house made for it. An operation without a line here does not compile. */
import { acceptedOf, acceptFinding } from '#prisma/accepted.ts'
import { apiTokensOf } from '#prisma/api-token.ts'
import { keepBounces } from '#prisma/bounce.ts'
import { newId } from '#prisma/id.ts'
import { issueSandboxCredential } from '#prisma/sandbox.ts'
import { createShare } from '#prisma/share.ts'
import { setStatusPage } from '#prisma/status-page.ts'
import type { Client } from '../../cli/client.ts'
import {
  aBounce,
  aChannel,
  aDelivery,
  aDomain,
  aMail,
  aMonitor,
  anAddress,
  anAlert,
  anAppPassword,
  anInvitation,
  aProbe,
  aRelay,
  aScan,
  aSeedDomain,
  aSend,
  aShare,
  aSandboxPassword,
  type House,
  tokenOf,
} from './api-house.ts'
import { newMember } from './people.ts'
import { arrived, newAddress, reported } from './rows.ts'

type Givens = { [Id in keyof Client]: (house: House) => Promise<Parameters<Client[Id]>[0]> }

const bytes = (text: string) => new TextEncoder().encode(text)
const token = async (house: House) => ({ token: (await anAddress(house)).token })
const mail = async (house: House) => ({ id: await aMail(house) })
const scan = async (house: House) => ({ id: await aScan(house) })
const domain = async (house: House) => ({ name: await aDomain(house) })
const member = async ({ teamId }: House) => ({ id: (await newMember(teamId, 'viewer')).id })
const nothing = async () => ({})
const record = { action: 'add', name: '_dmarc.sender.example', type: 'TXT', value: 'v=DMARC1; p=none' } as const
const relay = { host: 'smtp.heron.example', port: 587, tls: 'starttls', username: '', password: '' } as const

async function kept({ teamId, projectId }: House) {
  const [as, at] = [newId(), new Date()]
  const told = {
    recipient: 'a@heron.example',
    status: '5.1.1',
    replyCode: 550,
    diagnostic: '550 5.1.1 no such user',
    at,
    line: 0,
  }
  const judged = { class: 'hard', label: 'mailbox-unknown', provider: '', rule: 'x' }
  await keepBounces({ teamId, projectId, as, bounces: [{ ...told, ...judged }] })
  return { as }
}

async function accepted(house: House) {
  const { teamId } = house
  const name = await aDomain(house)
  await acceptFinding({ teamId, domain: name, checkId: 'spf-record', code: 'missing', reason: 'x', userId: null, until: null })
  return { name, id: (await acceptedOf({ teamId, domain: name }))[0]?.id ?? '' }
}

async function anotherToken(house: House) {
  await tokenOf(house, 'read')
  return { id: (await apiTokensOf({ teamId: house.teamId }))[0]?.id ?? '' }
}

async function aStatusPage(house: House) {
  const name = await aDomain(house)
  await setStatusPage({ teamId: house.teamId, projects: null }, name, { isOn: true, shows: ['receiving'], userId: null })
  return { name }
}

/** A mail that was sent as one before it that passed. */
async function aMailAfterOneThatPassed(house: House) {
  const { address } = await anAddress(house)
  const sending = {
    service: '',
    address: '192.0.2.25',
    network: '',
    helo: 'mx.heron.example',
    returnPath: '',
    signers: [],
    records: [],
  }
  const dmarc = { result: 'pass', policy: 'none', domain: 'heron.example' }
  const authentication = { spf: { result: 'none', domain: '' }, dkim: [], dmarc, arc: { result: 'none' } }
  const ids = [await arrived(address), await arrived(address)] as const
  for (const id of ids) await reported(address, id, { sending, authentication }, { fromDomain: 'heron.example' })
  return { id: ids[1] }
}

async function aStatusPageName({ teamId }: House) {
  const name = await aDomain({ teamId, userId: '', projectId: '' })
  const shown = `shown-${newId().slice(-12)}`
  const how = { name: shown, isOn: true, shows: ['receiving' as const], userId: null }
  await setStatusPage({ teamId, projects: null }, name, how)
  return { name: shown }
}

async function aSharedMail({ teamId, ...house }: House) {
  const mailId = await aMail({ teamId, ...house })
  const made = await createShare({ teamId, mailId, withBody: true, withRecipients: false, withSource: false })
  return { token: made?.token ?? '' }
}

const shareOfMail = async (house: House) => {
  const { id } = await mail(house)
  return { id, share: await aShare(house, { mailId: id }) }
}
const shareOfScan = async (house: House) => {
  const { id } = await scan(house)
  return { id, share: await aShare(house, { scanId: id }) }
}

export const givens: Givens = {
  takeAddress: async () => ({ body: {} }),
  readAddress: token,
  deleteAddress: token,
  extendAddress: token,
  sendSample: async (house) => ({ ...(await token(house)), body: { kind: 'in-order' } }),
  makeCredential: token,
  revokeCredential: token,
  listMails: token,
  listAttempts: token,
  listSessions: token,
  bringMail: async () => ({ body: bytes('From: a@heron.example\r\nSubject: Hello\r\n\r\nHello\r\n'), query: { ip: '9.9.9.9' } }),
  readMail: mail,
  deleteMail: mail,
  readMailRaw: mail,
  readMailPart: async (house) => ({ ...(await mail(house)), number: '1' }),
  listMailParts: mail,
  readPreview: mail,
  readSince: aMailAfterOneThatPassed,
  readSeenServer: async (house) => ({ ip: (await aMail(house)) && '127.0.0.1' }),
  listAnalyses: mail,
  judgeAgain: async (house) => ({ ...(await mail(house)), body: { kind: 'newsletter', bulk: true } }),
  rehearseMail: async (house) => ({ ...(await mail(house)), body: { changes: [record] } }),
  readSession: mail,
  searchMails: async (house) => ({ query: { words: (await mail(house)) && 'heron' } }),
  listMailShares: mail,
  shareMail: async (house) => ({ ...(await mail(house)), body: { body: true } }),
  unshareMail: shareOfMail,
  readShared: aSharedMail,
  readPublicStatus: aStatusPageName,
  find: async (house) => ({ query: { q: (await aDomain(house)) && 'heron' } }),
  listBuilders: nothing,
  buildRecord: async () => ({ kind: 'dmarc', body: { domain: 'heron.example', answers: { p: ['none'] } } }),
  startScan: async () => ({ body: { domain: 'heron.example' } }),
  readScan: scan,
  listScans: async (house) => ({ query: { kind: (await scan(house)) && 'domain' } }),
  deleteScan: scan,
  listScanShares: scan,
  shareScan: scan,
  unshareScan: shareOfScan,
  startProbe: async () => ({ body: { host: 'mx.heron.example' } }),
  readProbe: async (house) => ({ id: await aProbe(house) }),
  compare: async (house) => ({ query: { a: await aMail(house), b: await aMail(house) } }),
  listBounces: async (house) => ({ query: { code: (await aBounce(house, newId())) && '5.1.1' } }),
  exportBounces: async (house) => ({ query: { code: (await aBounce(house, newId())) && '5.1.1' } }),
  readBounceFigures: async (house) => ({ query: { code: (await aBounce(house, newId())) && '5.1.1', by: 'label' } }),
  readBounce: async (house) => ({ id: await aBounce(house, newId()) }),
  keepBounces: async ({ projectId }) => ({ body: { project: projectId, reply: '550 5.1.1 no such user' } }),
  takeBackBounces: kept,
  explainExport: async () => ({ body: bytes('email,reason\na@heron.example,550 5.1.1 no such user\n') }),
  classifyBounce: async () => ({ body: { reply: '550 5.1.1 no such user' } }),
  listRelays: async (house) => ((await aRelay(house)) ? {} : {}),
  addRelay: async () => ({ body: relay }),
  deleteRelay: async (house) => ({ id: await aRelay(house) }),
  tryRelay: async (house) => ({ id: await aRelay(house) }),
  listSends: async (house) => ((await aSend(house)) ? {} : {}),
  startSend: async (house) => ({
    body: {
      ...{ relay: await aRelay(house), from: 'news@heron.example', to: (await anAddress(house)).address.email },
      ...{ subject: 'heron', text: 'hello' },
    },
  }),
  readSend: async (house) => ({ id: await aSend(house) }),
  deleteSend: async (house) => ({ id: await aSend(house) }),
  listChecks: nothing,
  readCheck: async () => ({ id: 'spf-record' }),
  readScore: nothing,
  readPrivacy: nothing,
  readSetup: async () => ({ query: { domain: 'kingfisher.example' } }),
  readStatus: nothing,
  readTeam: nothing,
  changeTeam: async () => ({ body: { zone: 'Europe/Berlin', retentionDays: 90 } }),
  listMembers: nothing,
  changeMember: async (house) => ({ ...(await member(house)), body: { role: 'member' } }),
  removeMember: member,
  listInvitations: async (house) => ((await anInvitation(house)) ? {} : {}),
  invite: async () => ({ body: { role: 'viewer', uses: 3 } }),
  revokeInvitation: async (house) => ({ id: await anInvitation(house) }),
  listAudit: nothing,
  listTokens: nothing,
  revokeToken: anotherToken,
  readStatusPage: aStatusPage,
  setStatusPage: async (house) => ({ ...(await domain(house)), body: { isOn: true, shows: ['receiving', 'forgery'] } }),
  exportMails: async (house) => ({ query: { words: (await aMail(house)) && 'heron' } }),
  exportScans: async (house) => ((await aScan(house)) ? {} : {}),
  listProjects: nothing,
  makeProject: async () => ({ body: { name: 'Shop' } }),
  changeProject: async ({ projectId }) => ({ id: projectId, body: { name: 'heron shop', isClient: true } }),
  deleteProject: async ({ projectId }) => ({ id: projectId }),
  listTeamAddresses: async (house) => ((await anAddress(house)) ? {} : {}),
  takeTeamAddress: async () => ({ body: { name: 'CI', hours: null } }),
  keepAddress: async () => ({ token: (await newAddress()).token, body: {} }),
  changeTeamAddress: async (house) => ({ id: (await anAddress(house)).address.id, body: { inUse: true } }),
  deleteTeamAddress: async (house) => ({ id: (await anAddress(house)).address.id }),
  listDomains: async (house) => ((await aDomain(house)) ? {} : {}),
  exportDomains: async (house) => ({ query: { tag: (await aDomain(house)) && 'heron' } }),
  importDomains: async () => ({
    body: bytes('client,domain,tag\nBorealis,import.example,shop\nno domain\n'),
    query: { preset: 'quiet' },
  }),
  addDomains: async () => ({ body: { domains: ['shop.example'], tags: ['shop'] } }),
  readDomain: domain,
  changeDomain: async (house) => ({ ...(await domain(house)), body: { notes: 'heron' } }),
  removeDomain: domain,
  actOnDomains: async (house) => ({ body: { action: 'tag', names: [await aDomain(house)], tags: ['heron'] } }),
  listRecordEvents: domain,
  listLooks: domain,
  listSenders: domain,
  listAccepted: async (house) => ({ name: (await accepted(house)).name }),
  acceptFinding: async (house) => ({ ...(await domain(house)), body: { check: 'spf-record', code: 'missing', reason: 'heron' } }),
  unacceptFinding: accepted,
  listMonitors: async (house) => ((await aMonitor(house)) ? {} : {}),
  watch: async () => ({ body: { domain: 'shop.example', preset: 'quiet' } }),
  changeMonitor: async (house) => ({ id: await aMonitor(house), body: { preset: 'own', everyMinutes: 90, paused: true } }),
  unwatch: async (house) => ({ id: await aMonitor(house) }),
  listAlerts: async (house) => ((await anAlert(house)) ? {} : {}),
  acknowledgeAlert: async (house) => ({ id: await anAlert(house) }),
  snoozeAlert: async (house) => ({ id: await anAlert(house), body: { hours: 2 } }),
  listChannels: async (house) => ((await aChannel(house)) ? {} : {}),
  makeChannel: async () => ({
    body: { kind: 'webhook', target: 'https://hooks.shop.example/x', quiet: { from: '22:00', until: '06:30' } },
  }),
  changeChannel: async (house) => ({ id: await aChannel(house), body: { paused: true, pace: 'daily' } }),
  deleteChannel: async (house) => ({ id: await aChannel(house) }),
  testChannel: async (house) => ({ id: await aChannel(house) }),
  listDeliveries: async (house) => ({ id: await aChannel(house) }),
  redeliver: async (house) => ({ id: await aDelivery(house) }),
  listSandboxMails: nothing,
  emptySandbox: nothing,
  listSandboxPasswords: async (house) => ((await aSandboxPassword(house)) ? {} : {}),
  makeSandboxPassword: async ({ projectId }) => ({ body: { project: projectId } }),
  revokeSandboxPassword: async ({ teamId }) => ({
    username: (await issueSandboxCredential({ teamId, projectId: null })).username,
  }),
  listAppPasswords: async (house) => ((await anAppPassword(house)) ? {} : {}),
  makeAppPassword: async ({ projectId }) => ({ body: { name: 'heron', project: projectId } }),
  revokeAppPassword: async (house) => ({ id: await anAppPassword(house) }),
  listSeedDomains: async (house) => ((await aSeedDomain(house)) ? {} : {}),
  addSeedDomain: async () => ({ body: { domain: `s${newId().slice(-12)}.shop.example` } }),
  lookAtSeedDomain: async (house) => ({ id: await aSeedDomain(house) }),
  removeSeedDomain: async (house) => ({ id: await aSeedDomain(house) }),
  readTimeline: domain,
  readDomainCharts: domain,
  exportDomainChart: async (house) => ({ ...(await domain(house)), query: { chart: 'timeline', days: '7' } }),
  readToday: async (house) => ((await anAlert(house)) ? {} : {}),
  exportToday: async () => ({ query: { chart: 'mails' } }),
  readCharts: async (house) => ({ query: { days: (await aMail(house)) ? '7' : '1', section: 'authentication' } }),
  exportChart: async (house) => ({ query: { chart: (await aMail(house)) ? 'scores' : 'heat' } }),
  readHistory: async (house) => ({ query: { of: (await aMail(house)) ? 'scores' : 'checks', days: 2 } }),
  exportHistory: async (house) => ({ query: { of: (await aMail(house)) ? 'scores' : 'checks', days: 2 } }),
}
