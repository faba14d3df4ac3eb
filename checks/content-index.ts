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
import { preheader } from './content/preheader.ts'
import { unsubscribeHost } from './content/unsubscribe-host.ts'
import { unsubscribeLink } from './content/unsubscribe-link.ts'
import { htmlSize } from './content/html-size.ts'
import { messageSize } from './content/message-size.ts'
import { htmlValidity } from './content/html-validity.ts'
import { htmlActive } from './content/html-active.ts'
import { htmlHiddenText } from './content/html-hidden-text.ts'
import { htmlClientSupport } from './content/html-client-support.ts'
import { htmlDarkMode } from './content/html-dark-mode.ts'
import { imageRatio } from './content/image-ratio.ts'
import { imageAlt } from './content/image-alt.ts'
import { imageSource } from './content/image-source.ts'
import { imageWeight } from './content/image-weight.ts'
import { trackingPixel } from './content/tracking-pixel.ts'
import { linkBroken } from './content/link-broken.ts'
import { linkInsecure } from './content/link-insecure.ts'
import { linkShortener } from './content/link-shortener.ts'
import { linkMismatch } from './content/link-mismatch.ts'
import { linkSuspicious } from './content/link-suspicious.ts'
import { linkCount } from './content/link-count.ts'
import { linkDomainRelated } from './content/link-domain-related.ts'
import { mergeTags } from './content/merge-tags.ts'
import { attachmentDangerous } from './content/attachment-dangerous.ts'
import { testSend } from './content/test-send.ts'
import { postalAddress } from './content/postal-address.ts'
import { language } from './content/language.ts'
import { spamassassinScore } from './content/spamassassin-score.ts'
import { rspamdScore } from './content/rspamd-score.ts'
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
export const bodyChecks: Check<TestMail>[] = [
  plainTextPart,
  preheader,
  listUnsubscribe,
  listUnsubscribeOneClick,
  unsubscribeHost,
  unsubscribeLink,
  mergeTags,
  testSend,
  htmlSize,
  messageSize,
  htmlValidity,
  htmlActive,
  htmlHiddenText,
  htmlClientSupport,
  htmlDarkMode,
  imageRatio,
  imageAlt,
  imageSource,
  imageWeight,
  trackingPixel,
  linkBroken,
  linkInsecure,
  linkShortener,
  linkMismatch,
  linkSuspicious,
  linkCount,
  linkDomainRelated,
  attachmentDangerous,
  postalAddress,
  language,
  spamassassinScore,
  rspamdScore,
]
