/** What is kept, and for how long: each table of the database is spoken of here or in people.ts. */
import { count } from '../ui/count.ts'
import type { PrivacySettings, Statement } from './settings.ts'

/** Whole days as days, the rest as hours. */
export const hours = (amount: number): string => (amount % 24 === 0 ? count(amount / 24, 'day') : count(amount, 'hour'))

/** "30 days without an account, up to 365 days with one". */
const howLong = ({ visitorDays, teamDays }: PrivacySettings): string =>
  visitorDays === teamDays
    ? count(visitorDays, 'day')
    : `${count(visitorDays, 'day')} without an account, ${count(teamDays, 'day')} with one`

/** The page's first sentence. */
export const inShort = (settings: PrivacySettings): string =>
  `What arrives is kept ${settings.visitorDays === settings.teamDays ? `for ${howLong(settings)}` : `(${howLong(settings)})`} and then deleted, by hand at any time before. It is read by whoever has its link or belongs to its team, and nothing in it is fetched until somebody presses for that.`

export function keptStatements(settings: PrivacySettings): Statement[] {
  return [
    mails(settings),
    programs(settings),
    {
      title: 'Files',
      say: 'A file that is brought to be checked is kept like a mail that arrived.',
    },
    {
      title: 'Scans and looks at ports',
      say: `What was published at that moment, and what the servers said, with the report: ${howLong(settings)}.`,
      tables: ['Scan'],
    },
    {
      title: 'Sandbox',
      say: 'What an application sent there, with all its recipients, for a week. Nothing of it goes on.',
    },
    {
      title: 'Bounces',
      say: `Of what is brought to Bounces nothing is kept, unless it is put into a project. Then, as of a bounce that comes by itself, the refusal with its recipient: ${howLong(settings)}.`,
      tables: ['Bounce'],
    },
    {
      title: 'Chosen replies',
      say: 'Who tried an address that was told to refuse or to put off, when, and what was answered: as long as the mails of the address.',
      tables: ['ReplyAttempt'],
    },
    {
      title: 'Test sends',
      say: `The mail and each conversation with the relay: ${howLong(settings)}. The password of a relay is kept sealed, until the relay is deleted.`,
      tables: ['Relay', 'TestSend', 'TestSendAttempt'],
    },
    {
      title: 'Shared reports',
      say: 'Of a link made with Share, what was ticked for it and when it was last opened. It ends after 30 days, when it is taken back, or with the mail.',
      tables: ['Share'],
    },
    ...watched(settings),
    {
      title: 'Counts',
      say: 'How many mails passed or failed each check, how fast they came, and which replies were given, by hour and day. They name domains and no mail. Those by hour go with the mails, those by day stay as long as the team.',
      tables: ['CheckCount', 'ReplyCount', 'DayCount', 'MailDay', 'DelayCount'],
    },
    {
      title: 'Answers of the API',
      say: 'What a program was answered to a request with an Idempotency-Key: for a day.',
      tables: ['Idempotency'],
    },
    {
      title: 'Limits',
      say: 'How often a network asked for something, counted by its address: for an hour at most.',
    },
    logs(settings),
  ]
}

function mails(settings: PrivacySettings): Statement {
  const { receivesHours, visitorDays, teamDays, handedOn } = settings
  const kept =
    visitorDays === teamDays
      ? `What arrived is kept for ${count(visitorDays, 'day')}`
      : `What arrived is kept for ${count(visitorDays, 'day')} without an account, each mail for up to ${count(teamDays, 'day')} with one`
  const parts = [
    `An address receives for ${hours(receivesHours)}, or longer when somebody lets it.`,
    `${kept}: the mail as it came, the conversation between the sending server and ours with that server’s address, and the report. Then it is deleted.`,
    'A team may keep less, and a project of it only the headers, or only the reports, once there is one.',
    'An address that a team keeps for good is there until it is deleted; after that, one in use at a sending service is accepted for 60 more days, and what comes is dropped.',
    ...(handedOn ? ['Mail that a mail server of the operator hands on comes without the sender’s conversation.'] : []),
  ]
  return {
    title: 'Mails',
    say: parts.join(' '),
    tables: ['Address', 'Session', 'SessionAddress', 'Mail', 'MailRaw', 'Report', 'Finding'],
  }
}

function programs({ readers }: PrivacySettings): Statement {
  const tables = ['Credential', 'Mailbox', 'MailboxEntry']
  if (!readers) return { title: 'Mail programs', say: 'They read nothing here: IMAP and POP3 are switched off.', tables }
  const say =
    'For reading an address, or all of a project, by IMAP or POP3: a password as a hash, when it was last used, and the folders and marks that a program sets. They go with the address; an app password opens nothing once its maker leaves the team.'
  return { title: 'Mail programs', say, tables }
}

function watched({ teamDays }: PrivacySettings): Statement[] {
  const days = count(teamDays, 'day')
  return [
    {
      title: 'Watched domains',
      say: `A team’s domains with its notes and tags, what is watched and what was last seen of it, until they are removed. What changed in DNS, who was seen sending, and alerts that are over: ${days} at most. What a team accepts and why: until it is taken back, or its finding changes.`,
      tables: ['Domain', 'Monitor', 'MonitorState', 'RecordEvent', 'KnownSender', 'Alert', 'Accepted'],
    },
    {
      title: 'Where alerts go',
      say: `The address or URL of a channel is kept sealed, until the channel is deleted; what became of each alert on its way, with the answer of the other side, ${days} at most.`,
      tables: ['Channel', 'Delivery'],
    },
  ]
}

function logs({ logsRequests }: PrivacySettings): Statement {
  const say = logsRequests
    ? 'One line for each request: when, which kind of page, status and duration. No address of a reader, no token, nothing of a mail. Where Seedbed writes its logs itself, each file is begun anew at 20 MiB, and the one before is kept.'
    : 'Requests are not logged; what goes wrong is, without tokens and without anything of a mail.'
  return { title: 'Logs', say }
}
