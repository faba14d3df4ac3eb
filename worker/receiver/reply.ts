/** Our own replies (RFC 5321 §4.2), each with its enhanced status code (RFC 3463, RFC 5248). They name no recipient and no id. */

export interface Reply {
  code: number
  /** Begins with the enhanced status code. */
  text: string
}

const reply = (code: number, text: string): Reply => ({ code, text })

export const replies = {
  recipientAccepted: reply(250, '2.1.5 Accepted'),
  /** The same words for an address that never was, one that has expired, and one that was deleted. */
  noSuchAddress: reply(550, '5.1.1 No such address here'),
  notOurs: reply(550, '5.7.1 We do not relay; no such domain here'),
  addressFull: reply(452, '4.2.2 This address takes no more mail today'),
  authenticateFirst: reply(530, '5.7.0 Authenticate first: whose sandbox it is decides your user name'),
  encryptFirst: reply(538, '5.7.11 Begin TLS first: passwords are not taken in the clear'),
  wrongPassword: reply(535, '5.7.8 User name or password is wrong'),
  tooManyPasswords: reply(454, '4.7.0 Too many wrong passwords: try again in a quarter of an hour'),
  sandboxFull: reply(452, '4.2.2 This sandbox takes no more mail today'),
  stored: reply(250, '2.0.0 Stored'),
  tooLarge: (most: number): Reply => reply(552, `5.3.4 The mail is larger than ${most} octets`),
  tryLater: reply(451, '4.3.0 The mail could not be stored now, try again later'),
  noSpace: reply(452, '4.3.1 No space for this mail now, try again later'),
  comesAlone: reply(452, '4.5.3 This recipient decides about the whole mail: send it by itself'),
  tooManyTries: reply(452, '4.7.1 This address has been asked for enough chosen replies today'),
  tooManyWaiting: reply(452, '4.3.2 Too many slow replies are under way, try again later'),
  tooManyMails: reply(450, '4.7.1 Too many mails from your address in this minute'),
  badSender: reply(501, '5.1.7 Bad sender address syntax'),
  badRecipient: reply(501, '5.1.3 Bad recipient address syntax'),
  tooManyConnections: reply(421, '4.7.0 Too many connections, try again later'),
  tooManyFromYou: reply(421, '4.7.0 Too many connections from your address, try again later'),
  tooManyErrors: reply(421, '4.7.0 Too many errors'),
  tooManyCommands: reply(421, '4.7.0 Too many commands without a mail'),
  timeout: reply(421, '4.4.2 You took too long'),
  tooSlow: reply(421, '4.4.2 The mail came too slowly'),
  sessionOver: reply(421, '4.4.2 This session has lasted long enough'),
  goingDown: reply(421, '4.3.2 We are going down, try again later'),
} as const

/** As it stands on the wire. */
export const replyLine = ({ code, text }: Reply): string => `${code} ${text}`

/** `250 2.0.0`: what is counted. */
export const replyCode = (line: string): string => /^\d{3}( [245]\.\d{1,3}\.\d{1,3})?/.exec(line)?.[0] ?? line
