/**
 * Is this mail bulk? Receivers ask more of newsletters than of letters. It is when the header says so (List-Id, `Precedence: bulk` or
 * `list`, List-Unsubscribe-Post) or when the body offers to unsubscribe. A Feedback-ID alone says nothing: some services put it on everything.
 */
import { offersToLeave } from '../records/link-words.ts'
import type { HeaderField } from '../subject.ts'

/** How much of a text is looked through: the link stands near the end of the mail, and mails are short. */
const lookedThrough = 1024 * 1024

export function isBulk(headers: HeaderField[], { text, html }: { text: string | undefined; html: string | undefined }): boolean {
  return headers.some(saysBulk) || offersToUnsubscribe(html, text)
}

function saysBulk({ name, value }: HeaderField): boolean {
  const field = name.toLowerCase()
  return field === 'list-id' || field === 'list-unsubscribe-post' || (field === 'precedence' && /^(?:bulk|list)$/i.test(value))
}

function offersToUnsubscribe(html: string | undefined, text: string | undefined): boolean {
  for (const { target, label } of linksOf(html ?? '')) {
    if (offersToLeave({ address: target, label })) return true
  }
  const addresses = (text ?? '').slice(-lookedThrough).match(/https?:\/\/[^\s<>"]{1,2000}/gi) ?? []
  return addresses.some((address) => offersToLeave({ address, label: '' }))
}

/** The links of an HTML text, without a parser: what stands in `href` and what stands between the tags, cut at lengths no real link has. */
function* linksOf(html: string): Generator<{ target: string; label: string }> {
  const part = html.slice(-lookedThrough)
  const lower = part.toLowerCase()
  for (let at = lower.indexOf('<a'); at >= 0; at = lower.indexOf('<a', at + 2)) {
    const tagEnd = lower.indexOf('>', at)
    if (tagEnd < 0) return
    const tag = part.slice(at, Math.min(tagEnd, at + 4000))
    const target = /\shref\s*=\s*["']?([^"'>]{1,3000})/i.exec(tag)?.[1]
    if (!/^<a\s/i.test(tag) || target === undefined) continue
    const close = lower.indexOf('</a', tagEnd)
    const label = part.slice(tagEnd + 1, Math.min(close < 0 ? part.length : close, tagEnd + 2000))
    yield { target, label: label.replace(/<[^>]{0,1000}>/g, ' ').replace(/&nbsp;/g, ' ') }
  }
}
