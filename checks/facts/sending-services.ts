/**
 * Which service sends, by the ends of the names it leaves behind (checks catalogue, appendix H): the name of the sending address, the bounce
 * address, the domain of a signature, and where the records of these lead. Ends match on label boundaries, the longest first. Only names a
 * service keeps for its own mail are here, so that a name that is proven names the service.
 */

const services: [name: string, ...ends: string[]][] = [
  ['Amazon SES', 'amazonses.com'],
  ['SendGrid', 'sendgrid.net', 'sendgrid.me', 'sendgrid.info'],
  ['Mailgun', 'mailgun.org', 'mailgun.net', 'mailgun.us', 'mailgun.info'],
  ['Postmark', 'mtasv.net', 'postmarkapp.com', 'pmta.email'],
  ['Mandrill', 'mandrillapp.com', 'mandrill.com'],
  ['Mailchimp', 'mcsv.net', 'mcdlv.net', 'rsgsv.net', 'mailchimpapp.net', 'mailchimpapp.com'],
  ['SparkPost', 'sparkpostmail.com', 'sparkpostmail1.com', 'sparkpostmail2.com', 'sparkpost.com', 'e.sparkpost.com'],
  ['Brevo', 'brevo.com', 'sendinblue.com', 'mailin.fr', 'sender-sib.com', 'brevosend.com', 'sendibm1.com', 'sendibm3.com'],
  ['Mailjet', 'mailjet.com', 'mjt.lu'],
  ['HubSpot', 'hubspotemail.net', 'hubspotlinks.com', 'hs-send.com', 'hubspot.com'],
  ['Salesforce Marketing Cloud', 'exacttarget.com', 'et.exacttarget.com', 'exct.net'],
  ['Salesforce', 'salesforce.com'],
  ['ActiveCampaign', 'emsd1.com', 'emsd2.com', 'emsd3.com', 'activehosted.com', 'acems1.com', 'acems2.com', 'acems3.com'],
  ['Zendesk', 'zendesk.com'],
  ['Freshdesk', 'freshdesk.com', 'freshemail.io'],
  ['Klaviyo', 'klaviyomail.com', 'klaviyodns.com', 'klaviyo.com'],
  ['Constant Contact', 'constantcontact.com', 'ccsend.com', 'rs6.net'],
  ['Resend', 'resend.com', 'resend.dev'],
  ['Customer.io', 'customer.io', 'customeriomail.com'],
  ['Shopify', 'shopify.com', 'myshopify.com', 'shopifyemail.com'],
  ['Campaign Monitor', 'createsend.com', 'cmail19.com', 'cmail20.com'],
  ['MailerSend', 'mailersend.net', 'mailersend.com'],
  ['MailerLite', 'mlsend.com', 'mlsend2.com'],
  ['Rapidmail', 'rapidmail.com', 'emailsys1a.net', 'emailsys2a.net'],
  ['CleverReach', 'cleverreach.com', 'crsend.com'],
  ['Google', 'google.com', 'googlemail.com', 'gmail.com', '1e100.net', 'gappssmtp.com'],
  ['Microsoft', 'outlook.com', 'onmicrosoft.com', 'dkim.mail.microsoft', 'office365.us', 'partner.outlook.cn'],
  ['Yahoo', 'yahoo.com', 'yahoodns.net'],
  ['Apple iCloud', 'icloud.com', 'icloudmailadmin.com'],
  ['Proton', 'protonmail.ch', 'proton.ch', 'proton.me', 'protonmail.com'],
  ['Fastmail', 'messagingengine.com', 'fmhosted.com', 'fastmail.com'],
  ['Zoho', 'zoho.com', 'zoho.eu', 'zoho.in', 'zohomail.com', 'zcsend.net', 'zeptomail.com', 'zeptomail.net'],
  ['Yandex', 'yandex.net', 'yandex.ru'],
  ['Mail.ru', 'mail.ru'],
  ['Tencent', 'qq.com'],
  ['Proofpoint', 'pphosted.com', 'ppe-hosted.com'],
  ['Mimecast', 'mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com'],
  ['Barracuda', 'barracudanetworks.com'],
  ['Cisco', 'iphmx.com'],
  ['Trend Micro', 'tmes.trendmicro.com', 'tmes.trendmicro.eu'],
  ['Broadcom', 'messagelabs.com'],
  ['Hornetsecurity', 'hornetsecurity.com', 'antispameurope.com'],
  ['Cloudflare', 'mx.cloudflare.net', 'email.cloudflare.net'],
  ['ImprovMX', 'improvmx.com'],
  ['Forward Email', 'forwardemail.net'],
  ['OVH', 'mail-out.ovh.net', 'mail.ovh.net'],
  ['IONOS', 'kundenserver.de', 'ionos.com', 'ionos.de', 'ionos.co.uk', 'perfora.net'],
  ['Strato', 'rzone.de'],
  ['Hostinger', 'hostinger.com', 'hostinger.io'],
  ['Titan', 'titan.email'],
  ['Namecheap', 'privateemail.com'],
  ['GoDaddy', 'prod.phx3.secureserver.net', 'secureserver.net'],
  ['Rackspace', 'emailsrvr.com'],
  ['Gandi', 'mail.gandi.net'],
  ['Infomaniak', 'infomaniak.ch', 'infomaniak.com'],
  ['Migadu', 'migadu.com'],
  ['mailbox.org', 'mailbox.org'],
  ['Posteo', 'posteo.de'],
  ['GMX', 'gmx.net', 'web.de'],
]

const byEnd = new Map(services.flatMap(([name, ...ends]) => ends.map((end) => [end, name] as const)))

/** The service that a name (lower case, no final dot) belongs to, when it is a well-known one. */
export function serviceOfName(name: string): string | undefined {
  const labels = name.split('.').slice(-10)
  const ends = labels.map((_, from) => labels.slice(from).join('.'))
  return ends.map((end) => byEnd.get(end)).find((service) => service !== undefined)
}
