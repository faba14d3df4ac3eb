/** The rows about the message itself: its form, and what it says. */
import type { Check } from './check.ts'
import { headerDate } from './content/header-date.ts'
import { headerFrom } from './content/header-from.ts'
import { charset } from './content/charset.ts'
import { fromNameDeceptive } from './content/from-name-deceptive.ts'
import { headerDuplicate } from './content/header-duplicate.ts'
import { headerEncodedWord } from './content/header-encoded-word.ts'
import { headerMessageId } from './content/header-message-id.ts'
import { headerReplyTo } from './content/header-reply-to.ts'
import { headerSize } from './content/header-size.ts'
import { headerSyntax } from './content/header-syntax.ts'
import { headerTo } from './content/header-to.ts'
import { lineEndings } from './content/line-endings.ts'
import { lineLength } from './content/line-length.ts'
import { mimeStructure } from './content/mime-structure.ts'
import { mimeTypeMismatch } from './content/mime-type-mismatch.ts'
import { transferEncoding } from './content/transfer-encoding.ts'
import { listHeaders } from './content/list-headers.ts'
import { precedence } from './content/precedence.ts'
import { senderSoftware } from './content/sender-software.ts'
import { subject } from './content/subject.ts'
import { listUnsubscribe } from './content/list-unsubscribe.ts'
import { listUnsubscribeOneClick } from './content/list-unsubscribe-one-click.ts'
import { plainTextPart } from './content/plain-text-part.ts'
import type { TestMail } from './subject.ts'

/** Header fields and MIME. */
export const formatChecks: Check<TestMail>[] = [
  headerFrom,
  fromNameDeceptive,
  subject,
  headerTo,
  headerReplyTo,
  headerDate,
  headerMessageId,
  headerDuplicate,
  headerSyntax,
  headerEncodedWord,
  headerSize,
  listHeaders,
  precedence,
  senderSoftware,
  mimeStructure,
  mimeTypeMismatch,
  charset,
  transferEncoding,
  lineLength,
  lineEndings,
]

/** Body, links and unsubscribing. */
export const bodyChecks: Check<TestMail>[] = [plainTextPart, listUnsubscribe, listUnsubscribeOneClick]
