/** Hosts that say something about a link: public shorteners, and the click counters that a sending service shares among its customers. */
import { registrableDomain } from './names.ts'

/** Services where everybody can have a short address for anything. As known in November 2026. */
const shorteners = new Set([
  ...[
    'bit.ly',
    'bitly.com',
    'j.mp',
    'tinyurl.com',
    't.co',
    'goo.gl',
    'ow.ly',
    'is.gd',
    'v.gd',
    'cutt.ly',
    'rebrand.ly',
    'buff.ly',
  ],
  ...[
    't.ly',
    's.id',
    'shorturl.at',
    'rb.gy',
    'bl.ink',
    'tiny.cc',
    'soo.gd',
    'clck.ru',
    'qps.ru',
    'u.to',
    'x.co',
    'adf.ly',
    'bc.vc',
  ],
  ...[
    'shorte.st',
    'ouo.io',
    'lnkd.in',
    'db.tt',
    'qr.ae',
    'trib.al',
    'dlvr.it',
    'ift.tt',
    'snip.ly',
    'po.st',
    'mcaf.ee',
    'urlz.fr',
  ],
  ...[
    'kutt.it',
    'short.io',
    'shorturl.com',
    'tny.im',
    'zpr.io',
    'surl.li',
    'shrtco.de',
    '2no.co',
    'hyperurl.co',
    'linktr.ee',
    'lnk.bio',
  ],
  ...[
    'chilp.it',
    'cli.gs',
    'clicky.me',
    'filoops.info',
    'fwdurl.net',
    'lc.chat',
    'qrco.de',
    'tr.im',
    'urlcutter.com',
    'vzturl.com',
  ],
  ...['wp.me', 'amzn.to', 'spoti.fi', 'fb.me', 'g.co', 'dwz.cn', 'url.cn', 't.cn', 'suo.im'],
])

/** Counters whose domain is the service's own, shared by all its customers. */
const sharedCounters = new Set([
  ...[
    'list-manage.com',
    'mailchimpapp.com',
    'mandrillapp.com',
    'mailchi.mp',
    'sendgrid.net',
    'sendgrid.com',
    'rs6.net',
    'r20.constantcontact.com',
  ],
  ...[
    'hubspotlinks.com',
    'hubspotemail.net',
    'hs-sites.com',
    'hubspotstarter.net',
    'mjt.lu',
    'mailjet.com',
    'sendibm1.com',
    'sendibm2.com',
  ],
  ...[
    'sendibm3.com',
    'sendibt1.com',
    'sendibt2.com',
    'sendibt3.com',
    'sibautomation.com',
    'brevo.com',
    'awstrack.me',
    'exct.net',
  ],
  ...[
    'exacttarget.com',
    'createsend.com',
    'createsend1.com',
    'cmail19.com',
    'cmail20.com',
    'klclick.com',
    'klclick1.com',
    'klclick2.com',
  ],
  ...['klclick3.com', 'acemlna.com', 'acemlnb.com', 'acemlnc.com', 'activehosted.com', 'emlnk.com', 'emlnk1.com', 'emlnk9.com'],
  ...['getresponse.com', 'gr-mail.com', 'sparkpostmail.com', 'spgo.io', 'pstmrk.it', 'mlsend.com', 'mlsnd.com', 'mailerlite.com'],
  ...[
    'convertkit-mail.com',
    'convertkit-mail2.com',
    'ck.page',
    'omnisend.com',
    'omnisendlink.com',
    'customeriomail.com',
    'elasticemail.com',
  ],
  ...[
    'mailgun.org',
    'mailgun.net',
    'sailthru.com',
    'iterable.com',
    'beehiiv.com',
    'substack.com',
    'infusionsoft.com',
    'keap-link.com',
  ],
  ...['aweber.com', 'mailpoet.com', 'zohocampaigns.com', 'zcsend.net', 'maillist-manage.com', 'cleverreach.com', 'rapidmail.de'],
  ...[
    'emarsys.net',
    'inxmail.com',
    'pardot.com',
    'eloqua.com',
    'marketo.com',
    'mktoweb.com',
    'braze.com',
    'sendpulse.com',
    'sp-track.com',
  ],
  ...[
    'drip.com',
    'moosend.com',
    'mailersend.net',
    'unisender.com',
    'sendsay.ru',
    'dmtrk.net',
    'emltrk.com',
    'bmetrack.com',
    'vresp.com',
  ],
])

/** Names under which senders run such a counter under their own domain. */
const counterLabel =
  /^(?:click|clicks|clk|link|links|lnk|track|tracking|trk|go|email|em|e|url\d*|ct|t|r|mail|news|nl|refer|redirect)\d*$/

/** The shortener this host belongs to; undefined when it is none. */
export function shortenerOf(host: string): string | undefined {
  return [host.replace(/^www\./, ''), registrableDomain(host)].find((name) => shorteners.has(name))
}

/** The service that shares this click counter among its customers; undefined when it is none. */
export function sharedCounterOf(host: string): string | undefined {
  const labels = host.split('.')
  return labels.map((_, index) => labels.slice(index).join('.')).find((name) => sharedCounters.has(name))
}

/** Does a host look like a click counter of any kind? */
export function countsClicks(host: string): boolean {
  return sharedCounterOf(host) !== undefined || counterLabel.test(host.split('.')[0] ?? '')
}
