/** What the privacy page is written from. */
import { blocklists } from '#checks/records/blocklists.ts'
import { env } from '#env'
import { readServer } from '#net/dns.ts'
import { isPublic } from '#net/guard.ts'
import { openNet } from '#net/open.ts'
import type { PrivacySettings } from './settings.ts'

type Settings = typeof env

export function privacySettings(set: Settings = env): PrivacySettings {
  return {
    receivesHours: set.ADDRESS_TTL_HOURS,
    visitorDays: set.RETENTION_DAYS,
    teamDays: Math.max(set.RETENTION_DAYS, set.TEAM_RETENTION_DAYS),
    isOpen: set.ACCESS === 'open',
    signUp: set.SIGNUP,
    readers: set.READERS,
    handedOn: set.LMTP_PORT !== undefined || set.LMTP_SOCKET !== undefined,
    resolvers: set.DNS_SERVERS?.map((server) => readServer(server).address).filter(isPublic) ?? null,
    publicResolvers: openNet({ publicResolvers: set.PUBLIC_RESOLVERS }).dns.publicResolvers.map(({ name }) => name),
    blocklists: blocklists.map(({ name }) => name),
    filters: [...(set.SPAMD_HOST ? ['SpamAssassin'] : []), ...(set.RSPAMD_URL ? ['rspamd'] : [])],
    relay: set.OUTBOUND_SMTP_URL ? new URL(set.OUTBOUND_SMTP_URL).hostname : null,
    logsRequests: ['info', 'debug', 'trace'].includes(set.LOG_LEVEL),
    name: set.SMTP_NAME,
  }
}
