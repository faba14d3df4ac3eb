/**
 * What a refusal can mean, whoever said it: one label a meaning, with what to do about the address and a sentence for people who never read a
 * reply code. The registry, the providers' rules and the phrases all lead here.
 */

/** The codes of `bounce-class` (catalogue, area 15). */
export type Category =
  | 'delivered'
  | 'soft'
  | 'hard'
  | 'block'
  | 'config'
  | 'content'
  | 'expired'
  | 'not-a-bounce'
  | 'not-recognised'
/** Address gone, try later, refused because of the sender. */
export type BounceClass = 'hard' | 'soft' | 'block' | 'unknown'
/** Take the address out, let the queue try again, send more slowly or later, change something of ours, let a person look; nothing. */
export type Action = 'remove' | 'retry' | 'wait' | 'fix' | 'review' | 'none'

interface Meaning {
  category: Category
  action: Action
  /** What happened, then what to do about it. */
  sentence: readonly [string, string]
}

const remove = 'Remove the address from your list.'
const keep = 'Keep the address.'
const waitForIt = 'Nothing to do: the sending server tries again by itself.'
const stopIfRepeated = 'Keep the address for now; take it out when several mailings in two weeks end like this.'

const meanings = {
  delivered: { category: 'delivered', action: 'none', sentence: ['The mail was delivered or passed on.', 'Nothing to do.'] },
  'mailbox-unknown': { category: 'hard', action: 'remove', sentence: ['The mailbox does not exist.', remove] },
  'mailbox-disabled': {
    category: 'hard',
    action: 'remove',
    sentence: ['The mailbox is switched off and takes no mail.', remove],
  },
  'mailbox-moved': { category: 'hard', action: 'remove', sentence: ['The recipient has moved and left no new address.', remove] },
  'address-syntax': { category: 'hard', action: 'remove', sentence: ['No address can be written like this.', remove] },
  'domain-unknown': {
    category: 'hard',
    action: 'remove',
    sentence: ['The domain after the @ does not exist, or has no mail server.', remove],
  },
  'domain-refuses': { category: 'hard', action: 'remove', sentence: ['The domain after the @ takes no mail at all.', remove] },
  'mailbox-suspended': {
    category: 'soft',
    action: 'review',
    sentence: ['The mailbox is closed at the moment, perhaps not for good.', stopIfRepeated],
  },
  'mailbox-full': { category: 'soft', action: 'retry', sentence: ['The mailbox is full.', stopIfRepeated] },
  'recipient-rate': {
    category: 'soft',
    action: 'wait',
    sentence: ['The recipient gets more mail at the moment than the provider lets through.', 'Send later, or more slowly.'],
  },
  'rate-limited': {
    category: 'soft',
    action: 'wait',
    sentence: ['The receiver wants fewer mails at a time from you.', 'Send more slowly; what waits is tried again.'],
  },
  greylisted: {
    category: 'soft',
    action: 'wait',
    sentence: ['The receiver asks every new sender to come back in a few minutes.', waitForIt],
  },
  deferred: { category: 'soft', action: 'retry', sentence: ['The receiver cannot take the mail just now.', waitForIt] },
  'system-trouble': {
    category: 'soft',
    action: 'retry',
    sentence: ['Something is wrong on the receiving side.', stopIfRepeated],
  },
  'system-full': { category: 'soft', action: 'retry', sentence: ['The receiving server has no room left.', stopIfRepeated] },
  'mailer-trouble': {
    category: 'soft',
    action: 'review',
    sentence: ['A program that should take the mail on the receiving side stopped.', stopIfRepeated],
  },
  network: {
    category: 'soft',
    action: 'retry',
    sentence: ['The receiving server could not be reached, or went silent.', stopIfRepeated],
  },
  'dns-trouble': {
    category: 'soft',
    action: 'retry',
    sentence: ['The way to the receiving server could not be looked up.', stopIfRepeated],
  },
  'routing-loop': {
    category: 'soft',
    action: 'review',
    sentence: ['The mail went round in a circle between servers.', stopIfRepeated],
  },
  'recipient-tls': {
    category: 'soft',
    action: 'review',
    sentence: ['The encryption of the receiving side is broken.', 'Keep the address and tell the recipient’s administrator.'],
  },
  expired: {
    category: 'expired',
    action: 'review',
    sentence: ['The mail was tried for days and then given up.', stopIfRepeated],
  },
  'recipient-filter': {
    category: 'block',
    action: 'review',
    sentence: ['The recipient, or a rule of theirs, does not let this mail in.', 'Ask the recipient or their administrator.'],
  },
  'closed-group': {
    category: 'block',
    action: 'review',
    sentence: ['Only members may write to this address.', 'Leave it out of mailings.'],
  },
  policy: {
    category: 'block',
    action: 'review',
    sentence: ['A rule of the receiver refuses this mail.', `${keep} The reply, or its link, says which rule.`],
  },
  unauthenticated: {
    category: 'block',
    action: 'fix',
    sentence: [
      'The receiver saw no proof that the mail is yours.',
      `${keep} Set up the signature (DKIM) and the list of permitted servers (SPF).`,
    ],
  },
  'spf-failed': {
    category: 'block',
    action: 'fix',
    sentence: ['The sending server is not on your domain’s list of permitted servers (SPF).', `${keep} Correct the list.`],
  },
  'dkim-failed': {
    category: 'block',
    action: 'fix',
    sentence: ['The signature (DKIM) is missing or does not hold.', `${keep} Turn on signing with your own domain.`],
  },
  'dmarc-failed': {
    category: 'block',
    action: 'fix',
    sentence: [
      'Your domain’s own rule (DMARC) asks receivers to refuse mail that proves nothing.',
      `${keep} Let SPF or the signature stand for the From domain.`,
    ],
  },
  'dmarc-missing': {
    category: 'block',
    action: 'fix',
    sentence: ['The receiver wants your domain to publish a rule (DMARC).', `${keep} Publish a DMARC record.`],
  },
  'sender-refused': {
    category: 'block',
    action: 'fix',
    sentence: [
      'The sender address or its domain was refused.',
      `${keep} Send with an address under a domain that receives mail.`,
    ],
  },
  blocklisted: {
    category: 'block',
    action: 'fix',
    sentence: [
      'The address is fine; the sending server or a domain in the mail is on a blocklist.',
      `${keep} Find the cause, then ask the list for removal.`,
    ],
  },
  'sender-blocked': {
    category: 'block',
    action: 'fix',
    sentence: ['The address is fine; the receiver refused you.', `${keep} Ask the receiver why, by the link in its reply.`],
  },
  reputation: {
    category: 'block',
    action: 'fix',
    sentence: [
      'The address is fine; the receiver has had bad experience with the sending server or domain.',
      `${keep} Send less, and only to people who read it.`,
    ],
  },
  spam: {
    category: 'block',
    action: 'fix',
    sentence: [
      'The receiver takes the mail for unwanted advertising.',
      `${keep} Look at the content, and at how the list was made.`,
    ],
  },
  'reverse-dns': {
    category: 'block',
    action: 'fix',
    sentence: [
      'The sending server’s address has no proper name.',
      `${keep} Ask whoever rents you the server to set its reverse name.`,
    ],
  },
  'dynamic-address': {
    category: 'block',
    action: 'fix',
    sentence: [
      'The sending server’s address belongs to a range for homes, not for mail servers.',
      `${keep} Send through your provider’s mail server.`,
    ],
  },
  'tls-required': {
    category: 'block',
    action: 'fix',
    sentence: ['The receiver takes encrypted mail only.', `${keep} Turn on TLS for outgoing mail.`],
  },
  'too-big': {
    category: 'content',
    action: 'fix',
    sentence: ['The mail is too big for the recipient.', `${keep} Make the mail smaller.`],
  },
  attachment: {
    category: 'content',
    action: 'fix',
    sentence: ['An attachment of this kind is not let in.', `${keep} Send a link instead.`],
  },
  virus: {
    category: 'content',
    action: 'fix',
    sentence: ['The receiver found something harmful in the mail.', `${keep} Check the attachments and links.`],
  },
  malformed: {
    category: 'content',
    action: 'fix',
    sentence: ['The mail is not put together as the standards ask.', `${keep} Have the sending software repaired.`],
  },
  content: {
    category: 'content',
    action: 'fix',
    sentence: ['The content of the mail was refused.', `${keep} Change the content.`],
  },
  'too-many-recipients': {
    category: 'config',
    action: 'fix',
    sentence: ['Too many recipients were given at once.', `${keep} Send to fewer at a time.`],
  },
  'sender-syntax': {
    category: 'config',
    action: 'fix',
    sentence: ['The sender address cannot be written like this.', `${keep} Correct the sender address.`],
  },
  'helo-name': {
    category: 'config',
    action: 'fix',
    sentence: ['The name the sending server gave is refused.', `${keep} Set the server’s own name.`],
  },
  relay: {
    category: 'config',
    action: 'fix',
    sentence: [
      'The server that was asked does not pass on mail for you.',
      `${keep} Correct the sending server or the relay it uses.`,
    ],
  },
  login: {
    category: 'config',
    action: 'fix',
    sentence: [
      'The sending server has to sign in first, or its sign-in was refused.',
      `${keep} Correct its user name and password.`,
    ],
  },
  'own-limit': {
    category: 'config',
    action: 'wait',
    sentence: ['Your own account has sent as much as it may.', `${keep} Wait a day, or raise the limit.`],
  },
  'own-account': {
    category: 'config',
    action: 'fix',
    sentence: ['Your own account or domain at the sending provider is not allowed to send.', `${keep} Ask your provider.`],
  },
  protocol: {
    category: 'config',
    action: 'fix',
    sentence: ['The two servers did not understand each other.', `${keep} Have the sending server looked at.`],
  },
  refused: {
    category: 'not-recognised',
    action: 'review',
    sentence: ['The mail was refused, and the reply does not say clearly why.', `${keep} Read the reply, or ask the receiver.`],
  },
  'no-reply': {
    category: 'not-recognised',
    action: 'review',
    sentence: ['This is not a reply that can be read.', 'A reply begins with three digits, such as 550.'],
  },
  complaint: {
    category: 'not-a-bounce',
    action: 'remove',
    sentence: ['The recipient pressed "This is spam".', 'Remove the address from your list, at once and for good.'],
  },
  'unsubscribe-request': {
    category: 'not-a-bounce',
    action: 'remove',
    sentence: ['The recipient asks to get no more of these mails.', remove],
  },
  feedback: {
    category: 'not-a-bounce',
    action: 'review',
    sentence: ['A receiver reports something about a mail of yours.', 'Read the report.'],
  },
} as const satisfies Record<string, Meaning>

export type Label = keyof typeof meanings

/** Is this text one of the labels? */
export const isLabel = (text: string): text is Label => Object.hasOwn(meanings, text)

export const meaningOf = (label: Label): Meaning => meanings[label]

const classes: Record<Category, BounceClass> = {
  hard: 'hard',
  soft: 'soft',
  expired: 'soft',
  block: 'block',
  config: 'block',
  content: 'block',
  delivered: 'unknown',
  'not-a-bounce': 'unknown',
  'not-recognised': 'unknown',
}

export const classOf = (label: Label): BounceClass => classes[meanings[label].category]
