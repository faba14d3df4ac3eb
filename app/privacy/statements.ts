/** The whole of /privacy, from the settings. */
import { keptStatements } from './kept.ts'
import { outsideStatements } from './outside.ts'
import { peopleStatements, readerStatements } from './people.ts'
import type { PrivacySection, PrivacySettings } from './settings.ts'

export function privacySections(settings: PrivacySettings): PrivacySection[] {
  return [
    { id: 'kept', title: 'What is kept, and for how long', statements: keptStatements(settings) },
    { id: 'accounts', title: 'Accounts and teams', statements: peopleStatements(settings) },
    { id: 'readers', title: 'Who can read it', statements: readerStatements(settings) },
    { id: 'deleting', title: 'Deleting', statements: deleting },
    { id: 'outside', title: 'Who outside learns what', statements: outsideStatements(settings) },
    { id: 'browser', title: 'In your browser', statements: browser },
  ]
}

const deleting = [
  {
    title: 'A mail, an address, a scan',
    say: 'Every report has Delete this mail at its end, every live page Delete this address, every scan’s own page Delete this scan. All work at once, cannot be undone, and take mail, conversation and report with them.',
  },
  {
    title: 'An account, a team',
    say: 'Your account is deleted under Your account, with everything that is only yours. A team is deleted by its owner under Team settings: it is closed at once, and its rows are cleared out after that.',
  },
]

const browser = [
  {
    title: 'Two cookies',
    say: 'One, signed, remembers which addresses you took here and your time zone; the other is your sign-in, when there is one. Remove the first and the list of your tests without an account is gone; reports you kept the link of still open.',
  },
]
