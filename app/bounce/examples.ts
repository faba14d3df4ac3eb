/** Three replies to press, one of each kind. */
export const examples = [
  {
    name: 'Gmail: no such mailbox',
    reply:
      '550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient’s email address. 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser - gsmtp',
  },
  {
    name: 'Outlook.com: your network is blocked',
    reply:
      '550 5.7.1 Unfortunately, messages from [203.0.113.5] weren’t sent. Please contact your Internet service provider since part of their network is on our block list (S3150).',
  },
  { name: 'A full mailbox', reply: '452 4.2.2 <user@example.com>: Mailbox full, try again later' },
] as const
