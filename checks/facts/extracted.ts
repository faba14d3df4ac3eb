import type { ReportExtracted } from '../report.ts'
import type { TestMail } from '../subject.ts'
import { codesOf } from './codes.ts'
import { linksOf } from './links.ts'

const mostLinks = 200
const longestAddress = 2000

/** The links and one-time codes of a mail, as far as a report holds them. */
export function extractedFrom(mail: TestMail): ReportExtracted {
  const links = linksOf(mail).filter(({ url }) => url !== undefined)
  return {
    links: links.slice(0, mostLinks).map(({ address, label, where, hidden, kind }) => ({
      address: address.slice(0, longestAddress),
      label: label.slice(0, 200),
      where,
      hidden: hidden !== undefined,
      ...(kind && { kind }),
    })),
    more: Math.max(0, links.length - mostLinks),
    codes: codesOf(mail).map(({ code, said }) => ({ code, said: said.slice(0, 200) })),
  }
}
