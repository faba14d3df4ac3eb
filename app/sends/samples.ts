/** Mails to send for somebody who has none at hand. */

export interface Sample {
  id: string
  name: string
  subject: string
  text: string
  html: string
}

const page = (title: string, body: string): string =>
  `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body>\n${body}\n</body>\n</html>\n`

export const samples: readonly Sample[] = [
  {
    id: 'short',
    name: 'A few words',
    subject: 'A test from Seedbed',
    text: 'Hello,\n\nthis is a test of our mail server. There is nothing to do.\n',
    html: '',
  },
  {
    id: 'receipt',
    name: 'A receipt',
    subject: 'Your receipt 2024-1187',
    text: 'Thank you for your order.\n\n  2 × Tulip bulbs, mixed      11.80\n  1 × Hand trowel             14.50\n  Total                       26.30\n\nWe send it within two days.\n',
    html: page(
      'Your receipt',
      '<h1>Thank you for your order</h1>\n<table>\n<tr><td>2 × Tulip bulbs, mixed</td><td>11.80</td></tr>\n<tr><td>1 × Hand trowel</td><td>14.50</td></tr>\n<tr><td>Total</td><td>26.30</td></tr>\n</table>\n<p>We send it within two days.</p>',
    ),
  },
  {
    id: 'reset',
    name: 'A password reset',
    subject: 'Choose a new password',
    text: 'Somebody, most likely you, asked for a new password.\n\nThis is a test: there is no link to press, and nothing was changed.\n',
    html: page(
      'Choose a new password',
      '<h1>Choose a new password</h1>\n<p>Somebody, most likely you, asked for a new password.</p>\n<p>This is a test: there is no link to press, and nothing was changed.</p>',
    ),
  },
]
