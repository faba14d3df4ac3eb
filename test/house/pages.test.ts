/** What a page shows or hands out, the API answers too, but for what stands here with its reason. A new page needs its line. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import type { OperationId } from '../../app/operations.ts'

const routes = resolve(import.meta.dirname, '../../app/routes')

/** Of a person, not of a team: a token acts for a team, and must not open the account behind it. */
const ofPerson = 'of a person'
/** It holds secrets with which somebody signs in. */
const notByToken = 'not by a token'
/** Another look at what another page shows, words that are the same everywhere, or a way to it. */
const onPage = 'on the page'
/** What a mail program or a browser asks for. */
const forPrograms = 'for programs'

type Answers = readonly OperationId[] | typeof ofPerson | typeof notByToken | typeof onPage | typeof forPrograms

/** By the file of the route. */
const pages: Record<string, Answers> = {
  '$.tsx': onPage,
  '[.]well-known.autoconfig.mail.config-v1[.]1[.]xml.ts': forPrograms,
  '_index.tsx': ['takeAddress', 'readAddress', 'searchMails'],
  'a.$token.tsx': ['readAddress', 'listMails', 'listSessions', 'listAttempts'],
  'a.$token_.mail[.]mobileconfig.ts': forPrograms,
  'about.checks.$id.tsx': ['readCheck'],
  'about.checks._index.tsx': ['listChecks'],
  'about.probes.tsx': onPage,
  'about.score.tsx': ['readScore'],
  'api._index.tsx': onPage,
  'badge.$name[.]svg.ts': ['readPublicStatus'],
  'bounce.tsx': ['classifyBounce', 'explainExport', 'keepBounces'],
  'bounce[.]csv.ts': ['explainExport'],
  'bounces.$id.tsx': ['readBounce'],
  'bounces._index.tsx': ['listBounces', 'readBounceFigures'],
  'bounces[.]csv.ts': ['exportBounces', 'readBounceFigures'],
  'build.$kind.tsx': ['buildRecord'],
  'build._index.tsx': ['listBuilders'],
  'check.tsx': ['startScan', 'startProbe', 'classifyBounce'],
  'compare.tsx': ['compare'],
  'confirm.$token.tsx': ofPerson,
  'domain.$name.tsx': ['startScan', 'readScan', 'listScans', 'compare'],
  'domain.$name_.what-if.tsx': ['startScan', 'readScan'],
  'find.tsx': ['find'],
  'history.tsx': ['readCharts', 'readHistory', 'searchMails'],
  'history[.]csv.ts': ['exportChart', 'exportHistory'],
  'invitation.$token.tsx': ofPerson,
  'ip.$address.tsx': ['startScan', 'readScan', 'readSeenServer'],
  'mail.$id.tsx': ['readMail', 'listAnalyses', 'readSession', 'readSince', 'readPreview', 'listMailParts', 'readMailRaw'],
  'mail.$id_.html.ts': ['readMailPart'],
  'mail.$id_.image.ts': ['readMailPart'],
  'mail.$id_.print.tsx': ['readMail'],
  'mail.$id_.share.tsx': ['listMailShares'],
  'mail.$id_.what-if.tsx': ['rehearseMail', 'readScan'],
  'mail.config-v1[.]1[.]xml.ts': forPrograms,
  'privacy.tsx': ['readPrivacy'],
  'probe.$host.tsx': ['startProbe', 'readProbe', 'listScans'],
  'probe._index.tsx': onPage,
  'public.$name.tsx': ['readPublicStatus'],
  'relays.tsx': ['listRelays'],
  'reset.tsx': ofPerson,
  'reset_.$token.tsx': ofPerson,
  'samples.ts': ['sendSample'],
  'sandbox.tsx': ['listSandboxMails', 'listSandboxPasswords'],
  'scan.$id.tsx': ['readScan'],
  'scan.$id_.print.tsx': ['readScan'],
  'scan.$id_.share.tsx': ['listScanShares'],
  'sends.$id.tsx': ['readSend'],
  'sends._index.tsx': ['listSends'],
  'sends.new.tsx': ['startSend'],
  'settings.account.tsx': ofPerson,
  'settings.account_.passkeys.ts': ofPerson,
  'settings.account_.second-step.tsx': ofPerson,
  // Mails that set a password or let somebody into a team.
  'settings.outbox.tsx': notByToken,
  'setup.tsx': ['readSetup'],
  'shared.$token.tsx': ['readShared'],
  'shared.$token_.html.ts': ['readShared'],
  'sign-in.tsx': ofPerson,
  'sign-in_.passkey.ts': ofPerson,
  'sign-in_.second.tsx': ofPerson,
  'sign-out.ts': ofPerson,
  'sign-up.tsx': ofPerson,
  'status.tsx': ['readStatus'],
  'team.$team._index.tsx': ['readToday'],
  'team.$team.addresses.tsx': ['listTeamAddresses'],
  'team.$team.alerts.tsx': ['listAlerts', 'listMonitors'],
  'team.$team.domains.tsx': ['listDomains', 'addDomains', 'importDomains'],
  'team.$team.domains[.]csv.ts': ['exportDomains'],
  'team.$team.domains_.$name.tsx': ['readDomain', 'readTimeline', 'readDomainCharts', 'listSenders'],
  'team.$team.domains_.$name_.charts[.]csv.ts': ['exportDomainChart'],
  'team.$team.domains_.$name_.details.tsx': ['listSenders', 'listAccepted', 'readStatusPage'],
  'team.$team.mails.tsx': ['searchMails'],
  'team.$team.mails[.]csv.ts': ['exportMails'],
  'team.$team.sandbox.tsx': ['listSandboxMails', 'listSandboxPasswords'],
  'team.$team.scans.tsx': ['listScans'],
  'team.$team.scans[.]csv.ts': ['exportScans'],
  'team.$team.today[.]csv.ts': ['exportToday'],
  'team.$team.watched.tsx': ['listMonitors'],
  'team.$team_.settings.tsx': ['readTeam', 'listMembers', 'listInvitations'],
  'team.$team_.settings_.app-passwords.tsx': ['listAppPasswords'],
  'team.$team_.settings_.app-passwords_.$id_.mail[.]mobileconfig.ts': forPrograms,
  'team.$team_.settings_.audit.tsx': ['listAudit'],
  'team.$team_.settings_.channels.tsx': ['listChannels', 'listDeliveries'],
  'team.$team_.settings_.projects.tsx': ['listProjects'],
  'team.$team_.settings_.seed-domains.tsx': ['listSeedDomains'],
  'team.$team_.settings_.tokens.tsx': ['listTokens'],
  'team.new.tsx': ofPerson,
  'team.switch.ts': ofPerson,
  'upload.tsx': ['bringMail'],
  'zone.ts': ofPerson,
}

test('what every page shows has its operation, or says why not', () => {
  const found = globSync('*.{ts,tsx}', { cwd: routes }).filter((file) => !file.startsWith('api.v1.'))
  assert.deepEqual(found.toSorted(), Object.keys(pages).toSorted())
})
