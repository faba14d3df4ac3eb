/** What the fields of examples hold, by their names. */

export const anId = '019aa2f4-5c10-7b3e-9d1f-6a2b8c4d0e1f'
const aToken = 'mZ3kQ8vT1xW6yB4nH7cJ2A'

const text: Record<string, string> = {
  ...{ id: anId, a: anId, b: anId, project: anId, scan: anId, mail: anId, share: anId, sourceId: anId, as: anId, lastScan: anId },
  ...{ relay: anId, basedOn: anId, relayId: anId, kind: 'spf' },
  ...{ token: aToken, next: anId, after: anId, before: anId },
  ...{ name: 'acme.com', domain: 'acme.com', host: 'smtp.acme.com', subject: 'acme.com', names: 'acme.com', domains: 'acme.com' },
  ...{ address: 'k7qm2xr9v4tn8hzp@seedbed.localhost', email: 'jane@acme.com', recipient: 'jane@customer.example' },
  ...{
    from: 'news@acme.com',
    to: 'k7qm2xr9v4tn8hzp@seedbed.localhost',
    mailFrom: 'bounces@acme.com',
    rcptTo: 'jane@customer.example',
  },
  ...{ subjectHeader: 'Spring sale', text: 'Hello', title: 'Spring sale', label: 'spring', helo: 'mail.acme.com' },
  ...{ peerAddress: '192.0.2.25', ip: '192.0.2.25', tags: 'shop', zone: 'Europe/Berlin', slug: 'acme', notes: 'Moves in March' },
  ...{ check: 'spf-record', checkId: 'spf-record', code: 'missing', reason: 'An old system, gone in March', by: 'jane@acme.com' },
  ...{
    status: '5.1.1',
    reply: '550 5.1.1 No such user',
    diagnostic: '550 5.1.1 No such user',
    provider: 'gmail',
    rule: 'status',
  },
  ...{ username: 'sandbox-7k2m9x4q', password: 'shown-this-once', key: 'whsec_shown_this_once', number: '1' },
  ...{ link: `https://seedbed.example/invitation/${aToken}`, url: `https://seedbed.example/shared/${aToken}` },
  ...{ target: 'https://hooks.acme.com/seedbed', type: 'TXT', value: 'v=DMARC1; p=none', action: 'domain.added' },
  ...{ what: 'The SPF record is gone.', selector: 's1', service: 'Brevo', mailFromDomain: 'acme.com' },
}
const number: Record<string, number> = {
  port: 587,
  tlsPort: 465,
  score: 8.9,
  size: 12_345,
  analysis: 1,
  everyMinutes: 60,
  count: 3,
}

export const byName = { text, number }

/** For fields of a form of their own: the first that fits. */
export const byShape = ['22:00', 'spf-record', '10s', '2026-11-21']
