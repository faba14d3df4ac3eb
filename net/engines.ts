/** The spam filters of this Seedbed's operator: those its settings name, and nobody else's. */
import type { Engines } from '#checks/net.ts'
import { askRspamd } from './rspamd.ts'
import { askSpamd } from './spamd.ts'

export interface EngineSettings {
  SPAMD_HOST?: string | undefined
  RSPAMD_URL?: string | undefined
}

/** Milliseconds a filter may take: both look things up in DNS. */
const patience = 30_000

/** The filters that are set. */
export function enginesOf({ SPAMD_HOST, RSPAMD_URL }: EngineSettings, ms = patience): Engines {
  return {
    ...(SPAMD_HOST && { spamassassin: (raw, envelope) => askSpamd(SPAMD_HOST, raw, envelope, ms) }),
    ...(RSPAMD_URL && { rspamd: (raw, envelope) => askRspamd(RSPAMD_URL, raw, envelope, ms) }),
  }
}
