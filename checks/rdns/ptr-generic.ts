import { type Check, info, pass, saw, say, warn } from '../check.ts'
import { isGenericName } from '../facts/generic-name.ts'
import { reverseNames } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { Sender } from '../subject.ts'

/** Names under which providers send mail. They hold part of the address, and are not generic for that. */
const mailProviders = [
  'google.com',
  'amazonses.com',
  'outlook.com',
  'sendgrid.net',
  'mailgun.net',
  'mailgun.org',
  'mtasv.net',
  'postmarkapp.com',
  'sparkpostmail.com',
  'mcsv.net',
  'mcdlv.net',
  'rsgsv.net',
  'mandrillapp.com',
  'yahoo.com',
  'icloud.com',
  'apple.com',
  'messagingengine.com',
  'protonmail.ch',
  'zoho.com',
  'zoho.eu',
  'sendinblue.com',
  'brevo.com',
  'mailjet.com',
  'exacttarget.com',
  'salesforce.com',
  'hubspotemail.net',
  'mimecast.com',
  'pphosted.com',
  'gmx.net',
  'kundenserver.de',
  'mailbox.org',
  'yandex.net',
  'mail.ru',
  'klaviyomail.com',
  'constantcontact.com',
]

/** Names a hosting company gives to every address it rents out, until the customer asks for another. */
const hostingDefaults = [
  /^ec2-[\d-]+\..*\bcompute(?:-1)?\.amazonaws\.com$/,
  /\.your-server\.de$/,
  /\.vultrusercontent\.com$/,
  /\.bc\.googleusercontent\.com$/,
  /\.ip\.linodeusercontent\.com$/,
  /\.members\.linode\.com$/,
  /\.contaboserver\.net$/,
  /^vps-?\w*\.(?:vps\.)?ovh\.(?:net|ca|us)$/,
  /\.stratoserver\.net$/,
  /\.cloudapp\.(?:azure\.com|net)$/,
  /\.hstgr\.cloud$/,
  /\.secureserver\.net$/,
  /\.scw\.cloud$/,
  /\.hosted-by-vdsina\.com$/,
]

/** Does the name look like one that every address of a network gets? Filters take those for home connections and infected machines. */
export const ptrGeneric: Check<Sender> = {
  id: 'ptr-generic',
  title: 'Kind of reverse name',
  reference: 'RFC 5321 §7.9',

  async run({ session, domain }, net) {
    if (!session) return notWitnessed()
    const { answer, names } = await reverseNames(session.peerAddress, net)
    const evidence = saw(answer)
    const [first] = names
    if (first === undefined) return info('no-ptr', { evidence, explanation: say`The sending address has no name.` })
    const plain = names.filter((name) => isMailProvider(name) || !(isDefault(name) || isGenericName(name, session.peerAddress)))
    if (plain.length > 0)
      return pass('custom', { evidence, explanation: say`The name of the sending address was chosen for it.` })
    const fix = {
      who: 'network-owner' as const,
      say: say`Have the address's name set to that of your mail server, such as one under ${domain || 'your domain'}.`,
      why: say`Filters distrust names that every rented or home connection has.`,
    }
    if (isDefault(first))
      return warn('provider-default', {
        evidence,
        explanation: say`${first} is the name the hosting company gives to every address.`,
        fix,
      })
    return warn('generic', { evidence, explanation: say`${first} looks like the name of a home connection.`, fix })
  },
}

/** Is this the name of a server of a large mail service? */
export function isMailProvider(name: string): boolean {
  return mailProviders.some((provider) => name.endsWith(`.${provider}`))
}

function isDefault(name: string): boolean {
  return hostingDefaults.some((pattern) => pattern.test(name))
}
