/** What of the settings bears upon what is kept, who reads it, and who outside learns what. */
export interface PrivacySettings {
  /** How long an address receives. */
  receivesHours: number
  /** Days for which things are kept of who has no account, and at most of who has one. */
  visitorDays: number
  teamDays: number
  /** May somebody without an account take addresses and scan? */
  isOpen: boolean
  signUp: 'open' | 'invite' | 'closed'
  /** Do mail programs read addresses? */
  readers: boolean
  /** Does a mail server of the operator hand on mail? */
  handedOn: boolean
  /** Public resolvers that get all recursive questions; none when it is one of the operator's own, null when it is the machine's. */
  resolvers: string[] | null
  /** Who is asked whether a record has spread, by name. */
  publicResolvers: string[]
  blocklists: string[]
  /** Spam filters of the operator that see each mail, by name. */
  filters: string[]
  /** The host through which mails to people go; null when they stay here. */
  relay: string | null
  /** Is each request written to the log? */
  logsRequests: boolean
  /** Our name in EHLO. */
  name: string
}

export interface Statement {
  /** What it is about, in a word or two. */
  title: string
  say: string
  /** Too many for a sentence: shown on demand. */
  names?: string[]
  /** The page that says more. */
  more?: string
  /** The tables it speaks of (prisma/schema.prisma). */
  tables?: string[]
}

export interface PrivacySection {
  id: string
  title: string
  statements: Statement[]
}
