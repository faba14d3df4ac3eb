/** The steps behind the records: does mail get in and out, and is it encrypted for a name that can be trusted? */
import { addressRecord } from './records.ts'
import type { SetupSeen, SetupStep, WebLook } from './steps.ts'

type Bare = Pick<SetupStep, 'id' | 'title'>

const soon = 21 * 86_400_000

/** Port 25 from outside: only a mail that came can show it. */
export function inboundStep(seen: SetupSeen): SetupStep {
  const step: Bare = { id: 'port-25-in', title: 'Port 25, inbound' }
  const { names, arrived, fromInside, listens, look } = seen
  if (arrived) return { ...step, state: 'done', say: arrivedSay(arrived) }
  if (!look || !names.isSet) {
    const say = 'Once Seedbed runs under its name, an address stands here: send a mail to it, and see it arrive.'
    return { ...step, state: 'later', say, todo: whatShutsIn(listens) }
  }
  if (!listens.greets) {
    const say = 'The receiver does not greet: no mail can arrive.'
    return { ...step, state: 'missing', say, todo: ['See in its log why it does not run.'] }
  }
  const say =
    'Send one mail from any mailbox elsewhere, your own will do, to an address here, as the one below. It is seen arriving.'
  const inside = 'A mail came, but from this network: it does not show that others get in.'
  return {
    ...step,
    state: 'missing',
    say: fromInside ? `${inside} ${say}` : say,
    settings: listenSettings(listens),
    todo: whatShutsIn(listens),
  }
}

function arrivedSay({ peerAddress, helo, tls }: NonNullable<SetupSeen['arrived']>): string {
  if (peerAddress === '') return 'Mail from other networks has arrived here.'
  const who = helo ? `${helo} (${peerAddress})` : peerAddress
  const how = tls ? `encrypted with ${tls.replace(/^TLSv/, 'TLS ')}` : 'without encryption'
  return `${who} brought a mail, ${how}.`
}

/** What lets the receiver hear others than this machine. */
export const listenSettings = ({ host }: SetupSeen['listens']): string[] => (isLoopback(host) ? ['SMTP_HOST=::'] : [])

function whatShutsIn({ host, port }: SetupSeen['listens']): string[] {
  return [
    ...(isLoopback(host)
      ? ['The receiver listens to this machine only. With SMTP_HOST=:: it listens to all, by IPv4 and IPv6.']
      : []),
    ...(port === 25
      ? []
      : [
          `The receiver listens on port ${port}, and mail comes to 25: let the firewall redirect 25 to ${port}, or set SMTP_PORT=25.`,
        ]),
    'Many providers close port 25 until they are asked.',
  ]
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** As /status found it. */
export function outboundStep({ port25: { state, say, cure } }: SetupSeen): SetupStep {
  const step: Bare = { id: 'port-25-out', title: 'Port 25, outbound' }
  if (state === 'works') return { ...step, state: 'done', say }
  const todo = ['Mail arrives without it. It is needed to look at the mail servers of others.', ...(cure ? [`${cure}`] : [])]
  return { ...step, state: state === 'limits' ? 'missing' : 'unsure', say, todo }
}

/** What a sender meets after STARTTLS. */
export function certificateStep({ names: { host }, tls, listens }: SetupSeen, now = Date.now()): SetupStep {
  const step: Bare = { id: 'certificate', title: 'Certificate of the receiver' }
  if (!tls) {
    const say = listens.greets
      ? 'The receiver could not be looked at.'
      : 'The receiver does not greet, so it shows no certificate.'
    return { ...step, state: 'unsure', say }
  }
  const until = tls.until ? tls.until.toISOString().slice(0, 10) : ''
  const todo = [
    `Let TLS_CERT and TLS_KEY name the files of a certificate for ${host}, for example from Let’s Encrypt. The receiver reads them again every hour.`,
  ]
  const missing = (say: string): SetupStep => ({ ...step, state: 'missing', say, todo })
  switch (tls.state) {
    case 'trusted':
      if ((tls.until?.getTime() ?? 0) - now < soon) return missing(`It is in order, and ends on ${until}.`)
      return { ...step, state: 'done', say: `It is for ${host} and in order until ${until}.` }
    case 'own':
      return missing('Seedbed made it itself. Most senders encrypt with it; those that verify do not deliver.')
    case 'wrong-name':
      return missing(`It is not for ${host}. Senders that verify do not deliver.`)
    case 'over':
      return missing(`It ended on ${until}. Senders that verify do not deliver.`)
    case 'untrusted':
      return missing('It leads to no root that senders know. Those that verify do not deliver.')
    default:
      return missing('It cannot be read.')
  }
}

/** What a browser meets at BASE_URL. */
export function webStep({ names: { host, base }, machine, web }: SetupSeen): SetupStep {
  const step: Bare = { id: 'web', title: 'Dashboard by HTTPS' }
  const [state, say] = webSays[web]
  if (state === 'done') return { ...step, state, say: `${base} ${say}` }
  const proxy =
    'Put a web server with HTTPS before the dashboard, and name it in TRUST_PROXY: 127.0.0.1/32 when it runs on this machine.'
  const [, domain = host] = /^[^.]+\.(.+\..+)$/.exec(host) ?? []
  const settings =
    web === 'here-only' && domain.includes('.') && !domain.endsWith('localhost') ? [`BASE_URL=https://seedbed.${domain}`] : []
  const records = web === 'no-host' ? machine.map((address) => addressRecord(new URL(base).hostname, address)) : []
  return { ...step, state, say: `${base} ${say}`, settings, records, todo: state === 'missing' ? [proxy] : [] }
}

const webSays: Record<WebLook, [state: SetupStep['state'], say: string]> = {
  trusted: ['done', 'has a certificate in order.'],
  plain: ['missing', 'is not encrypted: passwords, reports and links go through the network as they are.'],
  'here-only': ['missing', 'can only be opened on this machine. Links in mails and in the API lead there.'],
  'no-host': ['missing', 'has no address yet.'],
  'bad-certificate': ['missing', 'has a certificate that browsers refuse.'],
  'no-answer': ['missing', 'does not speak HTTPS.'],
  unsure: ['unsure', 'could not be looked at from here.'],
}
