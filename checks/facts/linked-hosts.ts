/** The hosts that a mail links to or loads from, as written in its text and its HTML. Nothing is fetched, so no redirect is followed. */
import { isIP } from 'node:net'
import type { TestMail } from '../subject.ts'

/** Characters of one text that are searched. */
const longestText = 1_048_576
const address = /https?:\/\/([^\s"'<>/?#\\)\]]{1,300})/gi

/** Host names in A-labels, each once, in the order found; addresses are left out. */
export function linkedHosts({ text = '', html = '' }: Pick<TestMail, 'text' | 'html'>): string[] {
  const found = new Set<string>()
  for (const source of [html, text]) {
    for (const [, place = ''] of source.slice(0, longestText).matchAll(address)) {
      const url = URL.canParse(`https://${place}`) ? new URL(`https://${place}`) : undefined
      const host = url?.hostname.replace(/\.$/, '') ?? ''
      if (host.includes('.') && isIP(host) === 0) found.add(host)
    }
  }
  return [...found]
}
