/** Names that DKIM selectors commonly have (checks catalogue, appendices G and H). Dates and accounts in names can only be learned from mail. */

export interface Service {
  name: string
  /** How the names end that its customers write into their SPF record. */
  spf: string[]
  /** Empty where they hold dates or the names of accounts. */
  selectors: string[]
}

/** Services that MX or SPF give away (appendices G and H). A name is that of `mail-providers.ts` where the service also takes mail. */
export const services: Service[] = [
  { name: 'Google', spf: ['_spf.google.com'], selectors: ['google'] },
  {
    name: 'Microsoft',
    spf: ['spf.protection.outlook.com', 'spf.protection.partner.outlook.cn', 'spf.protection.office365.us'],
    selectors: ['selector1', 'selector2'],
  },
  { name: 'Apple iCloud', spf: ['icloud.com'], selectors: ['sig1'] },
  { name: 'Proton', spf: ['_spf.protonmail.ch'], selectors: ['protonmail', 'protonmail2', 'protonmail3'] },
  { name: 'Fastmail', spf: ['spf.messagingengine.com'], selectors: ['fm1', 'fm2', 'fm3', 'mesmtp'] },
  {
    name: 'Zoho',
    spf: ['zohomail.com', 'zoho.com', 'zoho.eu', 'zcsend.net'],
    selectors: ['zoho', 'zmail', '1522905413783'],
  },
  { name: 'Yahoo', spf: ['_spf.mail.yahoo.com'], selectors: [] },
  { name: 'Yandex', spf: ['_spf.yandex.net'], selectors: ['mail'] },
  { name: 'Proofpoint', spf: ['pphosted.com', 'ppe-hosted.com'], selectors: ['pps1', 'proofpoint'] },
  { name: 'Mimecast', spf: ['_netblocks.mimecast.com'], selectors: [] },
  { name: 'Barracuda', spf: ['spf.ess.barracudanetworks.com'], selectors: [] },
  { name: 'Cisco', spf: ['iphmx.com'], selectors: [] },
  { name: 'Trend Micro', spf: ['spf.tmes.trendmicro.com'], selectors: [] },
  { name: 'Broadcom', spf: ['spf.messagelabs.com'], selectors: [] },
  { name: 'Hornetsecurity', spf: ['spf.hornetsecurity.com'], selectors: [] },
  { name: 'Cloudflare', spf: ['_spf.mx.cloudflare.net'], selectors: ['cf2024-1'] },
  {
    name: 'IONOS',
    spf: ['_spf.kundenserver.de', '_spf-eu.ionos.com', '_spf-us.ionos.com'],
    selectors: ['s1-ionos', 's2-ionos', 's42582890'],
  },
  { name: 'OVH', spf: ['mx.ovh.com'], selectors: [] },
  { name: 'Strato', spf: ['_spf.strato.com'], selectors: ['strato-dkim-0002', 'strato-dkim-0003'] },
  {
    name: 'Hostinger',
    spf: ['_spf.mail.hostinger.com'],
    selectors: ['hostingermail-a', 'hostingermail-b', 'hostingermail-c'],
  },
  { name: 'Titan', spf: ['spf.titan.email'], selectors: ['titan1', 'titan2'] },
  { name: 'Namecheap', spf: ['spf.privateemail.com', 'spf.efwd.registrar-servers.com'], selectors: [] },
  { name: 'GoDaddy', spf: ['secureserver.net'], selectors: [] },
  { name: 'Rackspace', spf: ['emailsrvr.com'], selectors: [] },
  { name: 'Infomaniak', spf: ['spf.infomaniak.ch'], selectors: [] },
  { name: 'ImprovMX', spf: ['spf.improvmx.com'], selectors: [] },
  { name: 'Forward Email', spf: ['spf.forwardemail.net'], selectors: [] },
  { name: 'Gandi', spf: ['_mailcust.gandi.net'], selectors: ['gm1', 'gm2', 'gm3'] },
  { name: 'mailbox.org', spf: ['mailbox.org'], selectors: ['mbo0001', 'mbo0002', 'mbo0003', 'mbo0004'] },
  { name: 'Migadu', spf: ['spf.migadu.com'], selectors: ['key1', 'key2', 'key3'] },
  { name: 'SendGrid', spf: ['sendgrid.net'], selectors: ['s1', 's2', 'smtpapi'] },
  {
    name: 'Mailgun',
    spf: ['mailgun.org'],
    selectors: ['pdk1', 'pdk2', 'mg', 'mailo', 'pic', 'krs', 'smtp', 'mx', 'k1'],
  },
  { name: 'Postmark', spf: ['spf.mtasv.net'], selectors: ['pm'] },
  { name: 'Mailchimp', spf: ['servers.mcsv.net'], selectors: ['k1', 'k2', 'k3'] },
  { name: 'Mandrill', spf: ['spf.mandrillapp.com'], selectors: ['mandrill', 'mte1', 'mte2'] },
  { name: 'Brevo', spf: ['spf.brevo.com', 'spf.sendinblue.com'], selectors: ['brevo1', 'brevo2', 'mail', 'sib'] },
  { name: 'Amazon SES', spf: ['amazonses.com'], selectors: [] },
  { name: 'SparkPost', spf: ['sparkpostmail.com'], selectors: [] },
  { name: 'Mailjet', spf: ['spf.mailjet.com'], selectors: ['mailjet'] },
  { name: 'HubSpot', spf: ['hubspotemail.net'], selectors: ['hs1', 'hs2'] },
  { name: 'Salesforce', spf: ['cust-spf.exacttarget.com', '_spf.salesforce.com'], selectors: ['200608'] },
  { name: 'ActiveCampaign', spf: ['emsd1.com'], selectors: ['acdkim1', 'acdkim2', 'dk'] },
  { name: 'Freshdesk', spf: ['email.freshdesk.com'], selectors: [] },
  { name: 'Shopify', spf: ['shops.shopify.com'], selectors: [] },
  { name: 'Zendesk', spf: ['mail.zendesk.com'], selectors: ['zendesk1', 'zendesk2'] },
  { name: 'Constant Contact', spf: ['spf.constantcontact.com'], selectors: ['ctct1', 'ctct2'] },
]

/** Names in use with self-run servers, and with services that need not stand in MX or SPF, the most common first. */
export const common = [
  'google selector1 selector2 default dkim mail s1 s2 k1 k2 k3 key1 key2 key3',
  'x mx smtp smtpapi mandrill mte1 mte2 pm mg pdk1 pdk2 mailo pic krs',
  'zendesk1 zendesk2 hs1 hs2 brevo1 brevo2 sib mailjet cm ctct1 ctct2 acdkim1 acdkim2 dk',
  'kl kl2 ml litesrv mlsend mlsend2 resend intercom m1 cka 200608 mailchannels turbo-smtp everlytickey1',
  'everlytickey2 eversrv mxvault',
].flatMap((names) => names.split(' '))

/** Names that only make sense at these domains themselves. */
export const ownNames: Record<string, string[]> = {
  'gmail.com': ['20230601', '20251104'],
  'yahoo.com': ['s1024', 's2048', 'a2048'],
  'aol.com': ['s1024', 's2048', 'a2048'],
}

const byEnd = new Map(services.flatMap((service) => service.spf.map((end) => [end, service] as const)))

/** The service whose name customers write into their SPF record, by its end (lower case, no final dot); the longest end counts. */
export function serviceOfSpf(name: string): Service | undefined {
  const labels = name.split('.')
  const ends = labels.map((_, from) => labels.slice(from).join('.'))
  return ends.map((end) => byEnd.get(end)).find((service) => service !== undefined)
}
