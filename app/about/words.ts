/** What the parts of a score are called on the pages about it. */
import type { RubricTable } from '#checks/catalogue.ts'

export const rubricWords: Record<RubricTable['id'], { title: string; about: string }> = {
  'message-1': {
    title: 'The score of a mail',
    about: 'How likely the large receivers are to take this mail and to place it well.',
  },
  'domain-1': { title: 'The score of a domain', about: 'How well a domain is set up. It says nothing about one mail.' },
}

const ofMail: Record<string, string> = {
  authentication: 'Is it really from you',
  host: 'The sending server',
  reputation: 'Reputation',
  format: 'The message: its form',
  content: 'The message: content and unsubscribing',
  engine: 'Spam engines, where one is set up; they then take the place of 10 points of form and content',
  path: 'How it travelled',
  mx: 'Where replies go',
}

const ofDomain: Record<string, string> = {
  authentication: 'SPF, DKIM and DMARC',
  host: 'Names of the mail servers',
  reputation: 'Blocklists',
  mx: 'Mail servers and DNS zone',
  transport: 'Encryption in transit',
  ports: 'Ports of the mail servers: shown, never scored',
  logo: 'Logo (BIMI): shown, never scored',
}

/** A part of a rubric, in the words of its report. */
export const bucketTitle = (rubric: RubricTable['id'], bucket: string): string =>
  (rubric === 'message-1' ? ofMail : ofDomain)[bucket] ?? bucket

/** Of 100 points as they are counted: the score on the page is a tenth of it. */
export const tenth = (points: number): string => (points / 10).toFixed(1)
