/** The three sample mails, as their senders would write them. */
import type { SendMailOptions } from 'nodemailer'
import type { SampleKind } from '../queue.ts'
import { strongKey, weakKey } from './keys.ts'
import { senders, service } from './zone.ts'

const { 'in-order': inOrder, 'usual-mistakes': usual, forged } = senders

/** What a signature covers: the fields a reader or a receiver acts on, with both of one-click unsubscribing (RFC 8058 §3.1). */
const signedFields = 'from:to:subject:date:message-id:mime-version:content-type:list-id:list-unsubscribe:list-unsubscribe-post'

/** The mail of a kind to `recipient`. */
export function sampleMail(kind: SampleKind, recipient: string): SendMailOptions {
  const { domain } = senders[kind]
  return { ...mails[kind](recipient), envelope: { from: `bounces@${domain}`, to: recipient } }
}

const mails: Record<SampleKind, (recipient: string) => SendMailOptions> = {
  'in-order': (recipient) => ({
    from: { name: 'Garden Weekly', address: `letter@${inOrder.domain}` },
    to: recipient,
    subject: 'Five bulbs to plant before the frost',
    text: inOrderText,
    html: page('Five bulbs to plant before the frost', inOrderHtml),
    list: {
      id: { comment: 'Garden Weekly', url: `weekly.${inOrder.domain}` },
      unsubscribe: [[`https://${inOrder.domain}/unsubscribe/4f1c`, `unsubscribe@${inOrder.domain}`]],
    },
    headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    dkim: { domainName: inOrder.domain, keySelector: 's1', privateKey: strongKey, headerFieldNames: signedFields },
  }),

  // Only HTML, nothing to unsubscribe with, signed by the sending service and not by the sender.
  'usual-mistakes': (recipient) => ({
    from: { name: 'Shop News', address: `news@${usual.domain}` },
    to: recipient,
    subject: 'SALE!!! 50% OFF everything this weekend',
    html: page('Sale', usualHtml),
    headers: { Precedence: 'bulk' },
    dkim: { domainName: service, keySelector: 'old', privateKey: weakKey },
  }),

  // Somebody else's server, in the name of a domain that asks receivers to reject exactly this.
  forged: (recipient) => ({
    from: { name: 'Accounts', address: `accounts@${forged.domain}` },
    to: recipient,
    subject: 'Your invoice is overdue',
    text: forgedText,
  }),
}

const inOrderText = `Five bulbs to plant before the frost

Tulips, daffodils, crocuses, alliums and snowdrops want to be in the ground
before it freezes: two to three times as deep as the bulb is high.

  Tulips      15 cm deep, 10 cm apart
  Daffodils   15 cm deep, 15 cm apart
  Crocuses     8 cm deep,  8 cm apart
  Alliums     20 cm deep, 20 cm apart
  Snowdrops   10 cm deep,  5 cm apart

Garden Weekly, 1 Sample Street, Testville
You get this letter because you asked for it.
Unsubscribe: https://${inOrder.domain}/unsubscribe/4f1c
`

const inOrderHtml = `<h1>Five bulbs to plant before the frost</h1>
<p>Tulips, daffodils, crocuses, alliums and snowdrops want to be in the ground before it freezes: two to three times as deep as the bulb is high.</p>
<ul>
<li>Tulips: 15 cm deep, 10 cm apart</li>
<li>Daffodils: 15 cm deep, 15 cm apart</li>
<li>Crocuses: 8 cm deep, 8 cm apart</li>
<li>Alliums: 20 cm deep, 20 cm apart</li>
<li>Snowdrops: 10 cm deep, 5 cm apart</li>
</ul>
<p>Garden Weekly, 1 Sample Street, Testville<br>You get this letter because you asked for it.
<a href="https://${inOrder.domain}/unsubscribe/4f1c">Unsubscribe</a></p>`

const usualHtml = `<h1>50% OFF</h1>
<p>Everything in the shop is half price until Sunday. <a href="https://${usual.domain}/sale">Go to the sale</a></p>`

const forgedText = `Dear customer,

our records show an unpaid invoice of 1,290.00. Please send the payment today
to the new bank account that you find in our customer portal.

Accounts
`

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body>
${body}
</body>
</html>
`
}
