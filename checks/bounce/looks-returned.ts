/**
 * Is this mail a bounce, when no report says so? Its header and its words must both speak for it; what speaks from a machine but answers, or
 * carries a list, speaks against.
 */
import { decodeWords } from 'postal-mime'
import { fieldsNamed } from '../records/headers.ts'
import type { OpenMail } from './open-mail.ts'

const senders =
  /mailer[-_. ]?daemon|post[-_]?master|mail[-_. ]?delivery|delivery[-_ ](?:sub)?system|mail (?:system|administrator|server)|system administrator|mail-?er\b|mail\.delivery|interconnect|notification/i
const subjects =
  /undeliver|returned (?:mail|to sender)|deliver(?:y|ed)? (?:status|failure|has failed|error|problem|notification|report|unsuccessful|delayed)|fail(?:ure|ed)\b.{0,20}(?:notice|deliver|mail)|failure notice|mail (?:failure|system error|could not be delivered|delivery)|could not (?:be )?deliver|delivery.{0,20}fail|message.{0,20}(?:delayed|delivery has failed|not delivered|undelivered)|warning: (?:message|could not)|not delivered|non[- ]?deliver|error sending your mail|loop (?:alert|back)|unzustellbar|returned mail|bounce|rejected/i
const phrases =
  /(?:could|can|was|were|is|has|have|be|did|been) ?(?:not|n.t) (?:be |been |yet been )?(?:deliver|reach|sent)|not able to deliver|wasn.t able to deliver|unable to (?:deliver|relay|send|process)|undeliver|failed (?:permanently|to deliver)|del[ie]very (?:to|of|failed|failure|error|has been delayed|attempts)|is delayed for|account is disabled|error (?:delivering|occurred while|has occurred)|following (?:recipient|address|user)|address(?:es)? (?:had|failed)|fatal errors|transcript of session|trouble delivering|rejected by|remote host said|failure reasons|error message below|server message|exceeds allowed size|returned (?:below|message)|permanent error|duplicated message-id|loop back|has failed|undeliverable|may not exist|problem delivering|did not reach|host unknown|user unknown|mailbox is full|rejected recipient|this message was created automatically/i

/** Is it a mail server that writes? */
export function isFromMailer({ headers }: OpenMail): boolean {
  const from = fieldsNamed(headers, 'from')[0]?.value.slice(0, 1000) ?? ''
  return senders.test(decodeWords(from)) || fieldsNamed(headers, 'x-failed-recipients').length > 0
}

/** Header and words, both. Never throws. */
export function looksReturned(mail: OpenMail): boolean {
  const { headers } = mail
  const value = (name: string) => fieldsNamed(headers, name)[0]?.value.slice(0, 1000) ?? ''
  if (value('list-unsubscribe') !== '' || value('list-id') !== '') return false
  const subject = decodeWords(value('subject'))
  const sure = value('x-failed-recipients') !== '' || (senders.test(decodeWords(value('from'))) && subjects.test(subject))
  const signs = [
    /^\s*<(?:\s*|mailer-daemon@.*|double-bounce@.*)>/i.test(value('return-path')),
    senders.test(decodeWords(value('from'))),
    subjects.test(subject),
    value('x-failed-recipients') !== '',
    /auto-(?:generated|replied)/i.test(value('auto-submitted')),
    /multipart\/report/i.test(value('content-type')),
  ].filter(Boolean).length
  return signs > 0 && (sure || phrases.test(mail.lines.join(' ').slice(0, 20_000)))
}
