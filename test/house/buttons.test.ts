/** Everything that a button of a page does can be done through the API, but for what stands here with its reason. A new button needs its line. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import type { OperationId } from '../../app/operations.ts'

const app = resolve(import.meta.dirname, '../../app')

/** Of a person, not of a team: a token acts for a team, and must not open or close the account behind it. */
const ofPerson = 'of a person'
/** A token must not make what outlives it or is worth more than it. */
const notByToken = 'not by a token'
/** Changes what is on the page, and nothing else. */
const onPage = 'on the page'

type Does = OperationId | typeof ofPerson | typeof notByToken | typeof onPage

/** By the file and the value of the button. */
const buttons: Record<string, Does> = {
  'account/settings.tsx change-email': ofPerson,
  'account/settings.tsx change-password': ofPerson,
  'account/settings.tsx confirm': ofPerson,
  'account/settings.tsx delete': ofPerson,
  'account/settings.tsx end-one': ofPerson,
  'account/settings.tsx end-others': ofPerson,
  'account/settings.tsx new-codes': ofPerson,
  'account/settings.tsx second-off': ofPerson,
  'account/settings.tsx set-name': ofPerson,
  'addresses/page.tsx delete': 'deleteTeamAddress',
  'addresses/page.tsx extend': 'changeTeamAddress',
  'addresses/page.tsx in-use': 'changeTeamAddress',
  'addresses/page.tsx limit': 'changeTeamAddress',
  'addresses/page.tsx move': 'changeTeamAddress',
  'addresses/page.tsx not-in-use': 'changeTeamAddress',
  'addresses/page.tsx rename': 'changeTeamAddress',
  'addresses/page.tsx take': 'takeTeamAddress',
  'bounce/keep.tsx keep': 'keepBounces',
  'credentials/app-passwords.tsx make': 'makeAppPassword',
  'credentials/app-passwords.tsx revoke': 'revokeAppPassword',
  'live/foot.tsx extend': 'extendAddress',
  'live/keep.tsx keep': 'keepAddress',
  'live/now.tsx check-again': 'judgeAgain',
  'live/now.tsx extend': 'extendAddress',
  'live/reading.tsx make-password': 'makeCredential',
  'live/reading.tsx revoke-password': 'revokeCredential',
  'mail-view/view.tsx load-images': onPage,
  'members/invite.tsx invite': 'invite',
  'members/invite.tsx revoke': 'revokeInvitation',
  'members/settings.tsx change': 'changeMember',
  'members/settings.tsx delete-team': notByToken,
  'members/settings.tsx leave': ofPerson,
  'members/settings.tsx remove': 'removeMember',
  'members/settings.tsx set-team': 'changeTeam',
  'probe/ask.tsx probe': 'startProbe',
  'projects/page.tsx change': 'changeProject',
  'projects/page.tsx delete': 'deleteProject',
  'projects/page.tsx make': 'makeProject',
  'relays/page.tsx add': 'addRelay',
  'relays/page.tsx delete': 'deleteRelay',
  'relays/page.tsx try': 'tryRelay',
  'report/judged-as.tsx judge-as': 'judgeAgain',
  'report/not-yet.tsx check-again': 'judgeAgain',
  'report/page.tsx check-again': 'judgeAgain',
  'report/presses.tsx': 'judgeAgain',
  'sandbox/send.tsx make': 'makeSandboxPassword',
  'sandbox/send.tsx revoke': 'revokeSandboxPassword',
  'scan/head.tsx check-again': 'startScan',
  'scan/not-yet.tsx check-again': 'startScan',
  'scan/selectors.tsx selectors': 'startScan',
  'seed-domains/page.tsx add': 'addSeedDomain',
  'seed-domains/page.tsx look': 'lookAtSeedDomain',
  'seed-domains/page.tsx remove': 'removeSeedDomain',
  'sends/new.tsx send': 'startSend',
  'share/links.tsx revoke': 'unshareMail',
  'share/links.tsx share': 'shareMail',
  // Of whatever the page shows: a mail, a scan, an address, a test send, a bounce, all of a sandbox.
  'ui/button.tsx delete': 'deleteMail',
  'watch/accept.tsx accept': 'acceptFinding',
  'watch/accept.tsx unaccept': 'unacceptFinding',
  'watch/alert-rows.tsx acknowledge': 'acknowledgeAlert',
  'watch/alert-rows.tsx snooze': 'snoozeAlert',
  'watch/begin.tsx add': 'addDomains',
  'watch/channel.tsx change': 'changeChannel',
  'watch/channel.tsx delete': 'deleteChannel',
  'watch/channel.tsx pause': 'changeChannel',
  'watch/channel.tsx redeliver': 'redeliver',
  'watch/channel.tsx resume': 'changeChannel',
  'watch/channel.tsx test': 'testChannel',
  'watch/channels.tsx make': 'makeChannel',
  'watch/details.tsx hide': 'setStatusPage',
  'watch/details.tsx notes': 'changeDomain',
  'watch/details.tsx renew': 'setStatusPage',
  'watch/details.tsx show': 'setStatusPage',
  'watch/domains.tsx add': 'addDomains',
  'watch/domain-table.tsx look': 'actOnDomains',
  'watch/domain-table.tsx move': 'actOnDomains',
  'watch/domain-table.tsx remove': 'actOnDomains',
  'watch/domain-table.tsx tag': 'actOnDomains',
  'watch/domain-table.tsx unwatch': 'actOnDomains',
  'watch/domain-table.tsx watch': 'actOnDomains',
  'watch/press.tsx watch': 'watch',
  'watch/rhythm.tsx move': 'changeMonitor',
  'watch/rhythm.tsx pause': 'changeMonitor',
  'watch/rhythm.tsx resume': 'changeMonitor',
  'watch/rhythm.tsx set': 'changeMonitor',
  'watch/rhythm.tsx unwatch': 'unwatch',
  'watch/tokens.tsx make': notByToken,
  'watch/tokens.tsx revoke': 'revokeToken',
  'watch/watched.tsx watch': 'watch',
  'what-if/page.tsx rehearse': 'rehearseMail',
  'what-if/records-form.tsx more': onPage,
  'what-if/records-form.tsx rehearse': 'rehearseMail',
}

/** The values of all buttons of a file; of one that is chosen while the page is drawn, each; the file alone where none is written. */
function buttonsIn(file: string): string[] {
  const text = readFileSync(resolve(app, file), 'utf8')
  return [...text.matchAll(/name="intent"\s+value=(?:"([\w-]+)"|\{([^}]*)\})/g)].flatMap(([, value, chosen = '']) => {
    if (value) return `${file} ${value}`
    const values = [...chosen.matchAll(/'([\w-]+)'/g)].map(([, one]) => `${file} ${one}`)
    return values.length > 0 ? values : file
  })
}

test('every button of a page has its operation, or says why not', () => {
  const found = new Set(globSync('**/*.tsx', { cwd: app }).flatMap(buttonsIn))
  assert.deepEqual([...found].toSorted(), Object.keys(buttons).toSorted())
})
