/**
 * Services that send mail for others, and the SPF record of each (checks catalogue, appendix H). Only those are here whose record is one and
 * the same for every customer; of the others, HubSpot or Salesforce Marketing Cloud with a name of one's own, only the service knows it.
 */
import { say } from '../check.ts'

/** When this list was last compared with what the services say. */
export const servicesAsOf = say`Names as of November 2026.`

export interface SendingService {
  id: string
  name: string
  group: 'Mailboxes' | 'Newsletters and applications' | 'Shops and help desks'
  include: string
  /** Names it had before, which lead to the same. */
  formerly?: string[]
}

const mailboxes = (id: string, name: string, include: string): SendingService => ({ id, name, group: 'Mailboxes', include })
const sending = (id: string, name: string, include: string, ...formerly: string[]): SendingService => ({
  ...{ id, name, group: 'Newsletters and applications', include },
  ...(formerly.length > 0 && { formerly }),
})
const desk = (id: string, name: string, include: string): SendingService => ({ id, name, group: 'Shops and help desks', include })

export const sendingServices: SendingService[] = [
  mailboxes('google', 'Google Workspace', '_spf.google.com'),
  mailboxes('microsoft', 'Microsoft 365', 'spf.protection.outlook.com'),
  mailboxes('icloud', 'Apple iCloud', 'icloud.com'),
  mailboxes('fastmail', 'Fastmail', 'spf.messagingengine.com'),
  mailboxes('gandi', 'Gandi', '_mailcust.gandi.net'),
  mailboxes('hostinger', 'Hostinger', '_spf.mail.hostinger.com'),
  mailboxes('infomaniak', 'Infomaniak', 'spf.infomaniak.ch'),
  mailboxes('mailbox-org', 'mailbox.org', 'mailbox.org'),
  mailboxes('migadu', 'Migadu', 'spf.migadu.com'),
  mailboxes('namecheap', 'Namecheap', 'spf.privateemail.com'),
  mailboxes('ovh', 'OVH', 'mx.ovh.com'),
  mailboxes('proton', 'Proton', '_spf.protonmail.ch'),
  mailboxes('rackspace', 'Rackspace', 'emailsrvr.com'),
  mailboxes('strato', 'Strato', '_spf.strato.com'),
  mailboxes('titan', 'Titan', 'spf.titan.email'),
  mailboxes('yandex', 'Yandex', '_spf.yandex.net'),
  sending('activecampaign', 'ActiveCampaign', 'emsd1.com'),
  sending('amazon-ses', 'Amazon SES', 'amazonses.com'),
  sending('brevo', 'Brevo', 'spf.brevo.com', 'spf.sendinblue.com'),
  sending('constant-contact', 'Constant Contact', 'spf.constantcontact.com'),
  sending('mailchimp', 'Mailchimp', 'servers.mcsv.net'),
  sending('mandrill', 'Mailchimp Transactional', 'spf.mandrillapp.com'),
  sending('mailgun', 'Mailgun', 'mailgun.org'),
  sending('mailgun-eu', 'Mailgun, European region', 'eu.mailgun.org'),
  sending('mailjet', 'Mailjet', 'spf.mailjet.com'),
  sending('postmark', 'Postmark', 'spf.mtasv.net'),
  sending('salesforce', 'Salesforce', '_spf.salesforce.com'),
  sending('sendgrid', 'SendGrid', 'sendgrid.net'),
  desk('freshdesk', 'Freshdesk', 'email.freshdesk.com'),
  desk('shopify', 'Shopify', 'shops.shopify.com'),
  desk('zendesk', 'Zendesk', 'mail.zendesk.com'),
]

/** The service whose record this name is. */
export function serviceOf(name: string): SendingService | undefined {
  const asked = name.toLowerCase().replace(/\.$/, '')
  return sendingServices.find(({ include, formerly = [] }) => include === asked || formerly.includes(asked))
}
