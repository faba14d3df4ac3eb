/** The mails we send to people about their accounts, in their words. Plain text. */
import { env } from '#env'
import { type MailToSend, sendMail } from '#prisma/outbox.ts'

const host = new URL(env.BASE_URL).host
const signature = `\n\n-- \nSeedbed at ${env.BASE_URL}\n`

const letter = (...paragraphs: string[]): string => `${paragraphs.join('\n\n')}${signature}`

/** Opens or proves something: only the owner of this instance reads it here, to hand it on. */
const secret = (mail: Omit<MailToSend, 'userId'>): Promise<void> => sendMail({ ...mail, userId: null })

export const mailConfirmation = (recipient: string, token: string): Promise<void> =>
  secret({
    recipient,
    subjectHeader: 'Confirm your address',
    text: letter(
      `Somebody, probably you, gave this address for an account at ${host}. This page confirms it:`,
      `${env.BASE_URL}/confirm/${token}`,
      'The link works once, for three days. If it was not you, there is nothing to do.',
    ),
  })

/** The answer to a sign-up with an address that has an account: the page said what it always says. */
export const mailAlreadyThere = (recipient: string): Promise<void> =>
  secret({
    recipient,
    subjectHeader: 'You have an account already',
    text: letter(
      `Somebody, probably you, wanted to make an account at ${host} with this address. It has one already:`,
      `Sign in: ${env.BASE_URL}/sign-in\nA new password: ${env.BASE_URL}/reset`,
      'If it was not you, there is nothing to do.',
    ),
  })

export const mailReset = (recipient: string, token: string): Promise<void> =>
  secret({
    recipient,
    subjectHeader: 'A new password',
    text: letter(
      `Somebody, probably you, asked for a new password for ${host}. Choose it here:`,
      `${env.BASE_URL}/reset/${token}`,
      'The link works once, for 30 minutes. If it was not you, there is nothing to do: your password stays as it is.',
    ),
  })

export const mailChangeEmail = (recipient: string, token: string): Promise<void> =>
  secret({
    recipient,
    subjectHeader: 'Confirm your new address',
    text: letter(
      `This address is to become the one of an account at ${host}. This page confirms it:`,
      `${env.BASE_URL}/confirm/${token}?change`,
      'The link works once, for a day. If you know nothing of this, there is nothing to do.',
    ),
  })

/** Told after the fact, to who may have to act. */
export const mailNotice = (userId: string, recipient: string, subjectHeader: string, ...paragraphs: string[]): Promise<void> =>
  sendMail({ userId, recipient, subjectHeader, text: letter(...paragraphs) })

const untold = 'If it was not you, choose a new password now, and end the other sessions in your account.'

export const mailPasswordChanged = (userId: string, recipient: string): Promise<void> =>
  mailNotice(
    ...([userId, recipient, 'Your password was changed'] as const),
    `The password of your account at ${host} was changed, and the other sessions have ended.`,
    untold,
  )

export const mailEmailChanged = (userId: string, old: string, email: string): Promise<void> =>
  mailNotice(
    ...([userId, old, 'Your address was changed'] as const),
    `Your account at ${host} now has the address ${email}. This one, ${old}, no longer opens it.`,
    'If it was not you, tell the owner of this Seedbed now.',
  )

export const mailSecondFactor = (userId: string, recipient: string, isOn: boolean): Promise<void> =>
  mailNotice(
    ...([userId, recipient, isOn ? 'A second step is asked for now' : 'The second step is off'] as const),
    isOn
      ? `Your account at ${host} now asks for a second step when you sign in.`
      : `Your account at ${host} no longer asks for a second step when you sign in.`,
    untold,
  )

export const mailInvitation = (invite: {
  userId: string
  teamId: string
  recipient: string
  team: string
  by: string
  token: string
}): Promise<void> => {
  const { userId, teamId, recipient, team, by, token } = invite
  return sendMail({
    ...{ userId, teamId, recipient },
    subjectHeader: `Come to the team ${team}`,
    text: letter(
      `${by} invites you to the team ${team} at ${host}, where it tests and watches its mail. Come in here:`,
      `${env.BASE_URL}/invitation/${token}`,
      'The link lasts seven days. If you do not know who this is, there is nothing to do.',
    ),
  })
}
