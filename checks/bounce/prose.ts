/**
 * Bounces in sentences: what mailers wrote before there was RFC 3464, and what many still write beside it. No two are alike, yet nearly all
 * name an address at the beginning of a line, or after one of a few words, and say below or beside it what happened; then the mail that came
 * back follows, and nothing of that may be taken for a reason.
 */

/** A recipient, and the lines about it. */
export interface Told {
  recipient: string
  /** In one line. */
  said: string
}

/** Characters and lines of a text that are read, and recipients that are told. */
const longestText = 64 * 1024
const mostLines = 600
const mostRecipients = 1000
const longestSaid = 4000

/** Where the mail that came back begins. */
const returned = [
  /^[\s>*=_-]*(?:below (?:this line )?is|this is|included is|enclosed is|here is|following is) (?:a |the )?(?:copy|header|text|first)/i,
  /^[\s>*=_-]*(?:the )?(?:original|returned|undelivered|unsent|rejected|enclosed) (?:message|mail|e-?mail|header)s?(?: text| content| headers?)?(?: \w+){0,3}[\s:.*=_-]*$/i,
  /^[\s>*=_-]*(?:message|mail) (?:header|headers|text|content)s?(?: follows?)?[\s:.*=_-]*$/i,
  /^[\s>*=_-]*(?:the )?header of the original message/i,
  /^[\s>*=_-]*(?:unsent|original|returned) message (?:follows|below|is|begins|header)/i,
  /^[\s>*=_-]*original mail as follows/i,
  /^(?:reporting-mta|final-recipient|arrival-date) *:/i,
  /^content-type: *(?:message\/rfc822|text\/rfc822-headers)/i,
  /^(?:return-path|received|dkim-signature|x-original-to|delivered-to|x-google-smtp-source):/i,
]

/** The text up to the mail that came back, in lines, without the marks of a forwarded mail. */
export function linesOf(text: string): string[] {
  const lines = text
    .slice(0, longestText)
    .split(/\r\n|\r|\n/)
    .slice(0, mostLines)
    .map((line) => line.slice(0, 1000).replace(/^(?:> ?)+(?=[^>\s])/, (mark) => (/^>>>|^>> ?>/.test(mark) ? mark : '')))
  const end = lines.findIndex((line, index) => index > 0 && returned.some((one) => one.test(line)))
  return end < 0 ? lines : lines.slice(0, end)
}

const address = String.raw`<?"?((?:[^\s<>"@:;,()\[\]]{1,200}|"[^"]{1,100}")@[^\s<>"@:;,()\[\]]{1,255})"?>?`

/** How a line names the recipient it is about. */
const naming = [
  // `<a@b>: why`, `a@b`, `* a@b`, `"a@b":`, `<a@b>... why`, `a@b on Thu, 29 Apr`, `a@b Invalid Address, ERROR_CODE :550`
  new RegExp(String.raw`^[\s*"'-]{0,40}${address}(?:[\s:;,]|$)`, 'i'),
  // `550 <a@b>... User unknown`
  new RegExp(String.raw`^\s*[45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3} )?${address}\.\.\.`, 'i'),
  // `Recipient: <a@b>`, `RCPT TO:<a@b>`, `could not be delivered to: <a@b>`, `rejected recipient <a@b>`, `Address: <a@b>`
  new RegExp(
    String.raw`(?<!\w)(?:recipients?|rcpt to|delivered to|deliver (?:the |this |your )?(?:message|mail|e-?mail) to|delivering (?:your )?(?:mail|message) to|undeliverable to|address(?:es)?|user|permanent errors|sent to|message to|failed for|wasn.t delivered to|mailbox|in|delivery to)[: ]{1,4}(?:the )?${address}`,
    'i',
  ),
  // `User mailbox exceeds allowed size: a@b`
  new RegExp(String.raw`^[^:@]{3,90}: ${address}\s*$`),
]

/** Lines that name an address which is not the recipient's. */
const aboutOthers =
  /please contact|for (?:further )?assistance|if you do so|mail from|^\s*(?:from|subject|date|sent|sender|reply-to|cc|message-id|x-)\b ?:|generated (?:by|from)|expanded from|envelope-from|original sender|^\s*(?:hello|hi|dear|bonjour|hola)\b|>>> (?:mail|[eh][eh]lo|data|quit|bdat|auth|rset)\b|contact (?:the |your )?/i

/** What these lines tell, in their order. `known`: recipients another part of the mail names; then nobody else is one. */
export function readProse(lines: readonly string[], known: readonly string[] = []): Told[] {
  const told = new Map<string, string[]>(known.map((one) => [one, []]))
  let about: string[] | undefined
  const before: string[] = []
  let replies: string[] = []
  for (const line of lines) {
    const named = recipientIn(line)
    const same = named && (known.find((one) => one.toLowerCase() === named.toLowerCase()) ?? (known.length === 0 && named))
    if (same && told.size < mostRecipients) {
      about = told.get(same) ?? []
      told.set(same, about)
      about.push(...replies)
    }
    // Sendmail tells the talk first and whom it was about afterwards.
    replies = talk.test(line) ? [...replies, line] : []
    ;(about ?? before).push(line)
  }
  return withSharedReason([...told], before)
}

const talk = /^\s*(?:<<<|>>>|While talking to)/

function recipientIn(line: string): string | undefined {
  if (!line.includes('@') || aboutOthers.test(line)) return undefined
  for (const pattern of naming) {
    const found = pattern.exec(line)?.[1]
    if (found) return found.replace(/[.'’]+$/, '')
  }
  return undefined
}

/** Of a list of recipients with one reason for all, the reason stands below the last of them, or above the first. */
function withSharedReason(told: [string, string[]][], before: string[]): Told[] {
  const [recipient = '', last = []] = told.at(-1) ?? []
  const shared = hasReason(last, recipient) ? last : before
  return told.map(([one, lines]) => {
    const own = hasReason(lines, one) ? lines : [...lines, ...shared]
    return { recipient: one, said: joined(told.length === 1 ? [...lines, ...before] : own) }
  })
}

/** Is there more than the recipient's own name? */
function hasReason(lines: readonly string[], recipient: string): boolean {
  return lines.some((line) => line.replace(recipient, '').replace(/\W/g, '').length > 3)
}

function joined(lines: readonly string[]): string {
  return lines.join(' ').replace(/\s+/g, ' ').trim().slice(0, longestSaid)
}
