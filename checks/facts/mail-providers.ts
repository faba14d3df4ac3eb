/**
 * Who runs a mail server, by the end of its name (checks catalogue, appendix H). Only services for the public are here; everything else is
 * known by the domain it is registered under. Ends match on label boundaries, the longest first.
 */

/** `mailbox`: the mail ends there. `filter`: it is cleaned there and passed on. `forwarding`: it is sent on to another address. */
export type ProviderKind = 'mailbox' | 'filter' | 'forwarding'

export interface MailProvider {
  name: string
  kind: ProviderKind
  /** How the names of its mail servers end. */
  mx: string[]
}

const mailbox = (name: string, ...mx: string[]): MailProvider => ({ name, kind: 'mailbox', mx })
const filter = (name: string, ...mx: string[]): MailProvider => ({ name, kind: 'filter', mx })
const forwarding = (name: string, ...mx: string[]): MailProvider => ({ name, kind: 'forwarding', mx })

export const mailProviders: MailProvider[] = [
  mailbox('Google', 'aspmx.l.google.com', 'googlemail.com', 'smtp.google.com'),
  mailbox(
    'Microsoft',
    'mail.protection.outlook.com',
    'mx.microsoft',
    'mail.protection.partner.outlook.cn',
    'mail.protection.office365.us',
    'olc.protection.outlook.com',
  ),
  mailbox('Yahoo', 'yahoodns.net'),
  mailbox('Apple iCloud', 'mail.icloud.com'),
  mailbox('Proton', 'mail.protonmail.ch', 'mailsec.protonmail.ch'),
  mailbox('Fastmail', 'messagingengine.com'),
  mailbox('Zoho', 'zoho.com', 'zoho.eu', 'zoho.in', 'zoho.com.au', 'zoho.jp', 'zohocloud.ca'),
  mailbox('Yandex', 'mx.yandex.net', 'mx.yandex.ru'),
  mailbox('Mail.ru', 'emx.mail.ru'),
  mailbox('Tencent', 'qq.com'),
  mailbox('Amazon', 'inbound-smtp.amazonaws.com'),
  filter('Proofpoint', 'pphosted.com', 'ppe-hosted.com'),
  filter('Mimecast', 'mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com'),
  filter('Barracuda', 'ess.barracudanetworks.com'),
  filter('Cisco', 'iphmx.com'),
  filter('Trend Micro', 'in.tmes.trendmicro.com', 'in.tmes.trendmicro.eu'),
  filter('Broadcom', 'messagelabs.com'),
  filter('Hornetsecurity', 'hornetsecurity.com', 'antispameurope.com'),
  forwarding('Cloudflare', 'mx.cloudflare.net'),
  forwarding('ImprovMX', 'improvmx.com'),
  forwarding('Forward Email', 'forwardemail.net'),
  mailbox('OVH', 'mail.ovh.net'),
  mailbox('IONOS', 'kundenserver.de', 'ionos.com', 'ionos.de', 'ionos.co.uk', 'ionos.es', 'ionos.fr'),
  mailbox('Strato', 'rzone.de'),
  mailbox('Hostinger', 'hostinger.com'),
  mailbox('Titan', 'titan.email'),
  mailbox('Namecheap', 'privateemail.com'),
  forwarding('Namecheap', 'registrar-servers.com'),
  mailbox('GoDaddy', 'secureserver.net'),
  mailbox('Rackspace', 'emailsrvr.com'),
  mailbox('Gandi', 'mail.gandi.net'),
  mailbox('Infomaniak', 'ikmail.com', 'infomaniak.ch'),
  mailbox('Migadu', 'migadu.com'),
  mailbox('mailbox.org', 'mailbox.org'),
  mailbox('Posteo', 'posteo.de'),
  mailbox('GMX', 'gmx.net', 'web.de'),
]

const byEnd = new Map(mailProviders.flatMap((provider) => provider.mx.map((end) => [end, provider] as const)))

/** The service that runs the mail server of this name (lower case, no final dot), when it is a well-known one. */
export function providerOfMx(name: string): MailProvider | undefined {
  // Amazon's names hold the region.
  const labels = name.replace(/(?<=(?:^|\.)inbound-smtp)\.[a-z0-9-]+(?=\.amazonaws\.com$)/, '').split('.')
  const ends = labels.map((_, from) => labels.slice(from).join('.'))
  return ends.map((end) => byEnd.get(end)).find((provider) => provider !== undefined)
}
