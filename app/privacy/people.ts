/** What is kept of people with an account and of their teams, and who can read what. */
import { count } from '../ui/count.ts'
import type { PrivacySettings, Statement } from './settings.ts'

const signUps: Record<PrivacySettings['signUp'], string> = {
  open: 'Anybody may make an account.',
  invite: 'Accounts are made by invitation.',
  closed: 'No accounts are made any more.',
}

export function peopleStatements(settings: PrivacySettings): Statement[] {
  return [
    {
      title: 'Accounts',
      say: `${signUps[settings.signUp]} Kept are the e-mail address, a name if one is given, the time zone, and the password as a hash (argon2id), until the account is deleted. One whose address nobody confirms goes after a week.`,
      tables: ['User'],
    },
    {
      title: 'Second step',
      say: 'The key of an authenticator is kept sealed, recovery codes as hashes. Of a passkey we have the public half; the secret one never leaves its device.',
      tables: ['Passkey', 'RecoveryCode'],
    },
    {
      title: 'Sign-ins',
      say: 'For each device what its browser calls itself, the network address it came from, and when it was last used. A sign-in ends 30 days after its last use, or when it is ended from any device.',
      tables: ['SignIn'],
    },
    {
      title: 'Links by mail',
      say: 'Links that confirm an address or set a password work once and end after half an hour to three days. An invitation ends after seven days, and is forgotten 30 days later.',
      tables: ['Ticket', 'Invitation'],
    },
    outbox(settings),
    {
      title: 'Teams',
      say: 'Members with their roles and projects, seed domains, and a status page if the team has one: until they are removed, or the team is.',
      tables: ['Team', 'Member', 'Project', 'ProjectMember', 'SeedDomain', 'StatusPage'],
    },
    {
      title: 'Audit log',
      say: `Who did what in a team, and when: members, addresses, domains, tokens, settings. It stays as long as the team. Who opened the text of a mail there, once a day, and who read with a mail program: ${count(settings.teamDays, 'day')} at most. In a team of one nothing that was read is noted.`,
      tables: ['AuditEntry'],
    },
    {
      title: 'API tokens',
      say: 'As a hash, with name, scopes and when it was last used. One that ended or was taken back opens nothing; what it was called stays as long as the team.',
      tables: ['ApiToken'],
    },
  ]
}

function outbox({ relay }: PrivacySettings): Statement {
  const say = relay
    ? 'A mail to a person is kept for 30 days: to whom, about what, and what became of it. Its text is forgotten once the relay has it.'
    : 'This Seedbed sends no mail to people. What it would send stands in the outbox for 30 days, where whoever owns the instance can read it.'
  return { title: 'Mails to people', say, tables: ['OutboxMail'] }
}

export function readerStatements({ isOpen, visitorDays }: PrivacySettings): Statement[] {
  const open = isOpen
    ? 'Without an account: anyone with the link of the live page or of a report. '
    : 'Only members take addresses and scan here. Anyone with the link of a live page can read what came to that address. '
  return [
    {
      title: 'Links',
      say: `${open}The address alone opens nothing: it is public the moment a mail is sent.`,
    },
    {
      title: 'Teams',
      say: 'What a team tests is read by its members, by their role; who is limited to projects sees nothing of the others, not even counts. API tokens open as much as whoever made them may do, within their scopes.',
    },
    {
      title: 'Shared reports',
      say: 'A link made with Share shows the report, and of the mail only what was ticked for it: neither text nor recipients nor source otherwise.',
    },
    {
      title: 'Sandbox',
      say: 'What is sent there with a password is its team’s. What this machine sends there without one is read by whoever opens Seedbed on this machine.',
    },
    {
      title: 'Status pages',
      say: 'A team may show everybody how a domain is, on a page and in a badge. They say nothing of any mail.',
    },
    {
      title: 'Whoever runs this Seedbed',
      say: `Has its database, and can read what stands there, the text of mails too. Passwords and tokens of people stand there only as hashes; what is sealed (passwords of relays, where alerts go, keys of authenticators) opens with SESSION_SECRET. Backups are the operator’s: they do not forget after ${count(visitorDays, 'day')} by themselves.`,
    },
  ]
}
