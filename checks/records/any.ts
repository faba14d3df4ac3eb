/**
 * A record as somebody writes it, before anybody asks for it: which grammar it belongs to, by its type, its name and how it begins, and what
 * that grammar says of it.
 */
import { isBimi, looksLikeBimi, readBimi } from './bimi.ts'
import { readCaa } from './caa.ts'
import { readDkimKey } from './dkim.ts'
import { isDmarc, looksLikeDmarc, readDmarc } from './dmarc.ts'
import { isMtaSts, looksLikeMtaSts, readMtaSts } from './mta-sts.ts'
import { isSpf, readSpf } from './spf.ts'
import type { Problem } from './tags.ts'
import { isTlsRpt, looksLikeTlsRpt, readTlsRpt } from './tls-rpt.ts'
import { isUsable, readTlsa } from './tlsa.ts'

export type Grammar = 'SPF' | 'DMARC' | 'DKIM' | 'MTA-STS' | 'TLS-RPT' | 'BIMI' | 'CAA' | 'TLSA'

export interface AnyRecord {
  grammar: Grammar
  problems: Problem<string>[]
  /** False: whoever it is written for makes nothing of it. */
  read: boolean
}

/** What the record says to those it is written for. Undefined when it belongs to no grammar of ours. A TXT as plain text. */
export function readAny({ name, type, value }: { name: string; type: string; value: string }): AnyRecord | undefined {
  if (type === 'CAA') return strict('CAA', readCaa(value).problems)
  if (type === 'TLSA') {
    const record = readTlsa(value)
    return { grammar: 'TLSA', problems: record.problems, read: isUsable(record) }
  }
  return type === 'TXT' ? readText(name.toLowerCase(), value) : undefined
}

function readText(name: string, text: string): AnyRecord | undefined {
  if (/(^|\.)_domainkey\./.test(name)) return strict('DKIM', readDkimKey(text).problems)
  if (name.startsWith('_dmarc.') || looksLikeDmarc(text)) return readRule(name, text)
  if (/(^|\.)_bimi\./.test(name) || looksLikeBimi(text))
    return isBimi(text) ? strict('BIMI', readBimi(text).problems) : other('BIMI', text)
  if (name.startsWith('_mta-sts.') || looksLikeMtaSts(text)) {
    return isMtaSts(text) ? strict('MTA-STS', readMtaSts(text).problems) : other('MTA-STS', text)
  }
  if (name.startsWith('_smtp._tls.') || looksLikeTlsRpt(text)) {
    return isTlsRpt(text) ? strict('TLS-RPT', readTlsRpt(text).problems) : other('TLS-RPT', text)
  }
  if (!/^\W{0,9}v\W{0,9}spf/i.test(text)) return undefined
  const { problems, valid } = readSpf(text)
  return isSpf(text) ? { grammar: 'SPF', problems, read: valid } : other('SPF', text)
}

function readRule(name: string, text: string): AnyRecord {
  if (!isDmarc(text)) return other('DMARC', text)
  // Leave to send reports here needs the version only (RFC 9990 §4).
  if (name.includes('._report._dmarc.')) return strict('DMARC', [])
  const { problems, processed } = readDmarc(text)
  return { grammar: 'DMARC', problems, read: processed }
}

const strict = (grammar: Grammar, problems: Problem<string>[]): AnyRecord => ({ grammar, problems, read: problems.length === 0 })

/** A text that does not begin with the version is discarded before it is read. */
function other(grammar: Grammar, text: string): AnyRecord {
  return { grammar, problems: [{ problem: 'version', column: 1, found: text.slice(0, 20) }], read: false }
}
