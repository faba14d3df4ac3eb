import { isIP } from 'node:net'
import { type Check, type Evidence, fail, type Fix, info, pass, say, warn, type Words } from '../check.ts'
import { few } from '../facts/few.ts'
import { type MailLink, sawLinks, webLinks } from '../facts/links.ts'
import { linksAreCut } from '../facts/unread.ts'
import { countsClicks } from '../records/link-hosts.ts'
import { imitates } from '../records/look-alikes.ts'
import { sameOrganization } from '../records/names.ts'
import { mixesScripts, unicodeHost } from '../records/scripts.ts'
import type { TestMail } from '../subject.ts'

type WebLink = MailLink & { url: URL }

/** Do links have a form that honest ones do not? */
export const linkSuspicious: Check<TestMail> = {
  id: 'link-suspicious',
  title: 'Links of a deceptive form',
  reference: 'RFC 3986 §7.6',

  async run(mail) {
    const links = webLinks(mail)
    const found = forms.map((form) => ({ ...form, links: links.filter(form.has) })).filter((form) => form.links.length > 0)
    const [worst] = found
    const [link] = worst?.links ?? []
    const evidence: Evidence[] = worst ? few(sawLinks(worst.links)) : [{ where: 'body', what: `${links.length} links to pages` }]
    if (worst?.verdict === 'fail' && link) return fail(worst.code, { evidence, explanation: worst.say(link), fix })
    if (worst?.verdict === 'warn' && link) return warn(worst.code, { evidence, explanation: worst.say(link), fix })
    const cut = linksAreCut(mail)
    if (cut) return cut
    if (worst && link) return info(worst.code, { evidence, explanation: worst.say(link) })
    return pass('none', { evidence, explanation: say`No link has a deceptive form.` })
  },
}

interface Form {
  code: string
  verdict: 'fail' | 'warn' | 'info'
  has(link: WebLink): boolean
  say(link: WebLink): Words
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/** The worst first. */
const forms: Form[] = [
  {
    code: 'ip-literal',
    verdict: 'fail',
    has: ({ url }) => isIP(hostOf(url)) !== 0,
    say: ({ url }) => say`A link leads to the bare address ${hostOf(url)}.`,
  },
  {
    code: 'userinfo',
    verdict: 'fail',
    has: ({ url }) => url.username !== '' || url.password !== '',
    say: ({ url }) => say`A link puts another name before its host ${url.hostname}.`,
  },
  {
    code: 'odd-port',
    verdict: 'warn',
    has: ({ url }) => url.port !== '' && url.port !== '80' && url.port !== '443',
    say: ({ url }) => say`A link leads to port ${url.port} of ${url.hostname}.`,
  },
  {
    code: 'punycode',
    verdict: 'warn',
    has: ({ url }) =>
      url.hostname.includes('xn--') && (mixesScripts(url.hostname) || imitates(unicodeHost(url.hostname), []) !== undefined),
    say: ({ url }) => say`The host ${url.hostname} of a link mixes letters of different scripts.`,
  },
  {
    code: 'redirect-open',
    verdict: 'warn',
    has: ({ url }) => onward(url) !== undefined,
    say: ({ url }) => say`A link goes through ${url.hostname} to ${onward(url) ?? ''}, which anybody could write there.`,
  },
  {
    code: 'many-labels',
    verdict: 'info',
    has: ({ url }) => url.hostname.split('.').length > 5,
    say: ({ url }) => say`The host ${url.hostname} of a link has many parts.`,
  },
]

const parameters = new Set([
  ...[
    'url',
    'uri',
    'u',
    'link',
    'redirect',
    'redirect_url',
    'redirect_uri',
    'redirecturl',
    'redir',
    'return',
    'returnurl',
    'return_to',
  ],
  ...['next', 'goto', 'go', 'dest', 'destination', 'target', 'to', 'continue', 'forward', 'out', 'q', 'rurl', 'r'],
])
/** Pages that share an address rather than lead to it. */
const sharing = /\/(?:share|sharer|sharing|intent|sharearticle|pin\/create|submit|send)\b/i

/** The host of somebody else that an open redirect leads to. */
function onward(url: URL): string | undefined {
  if (url.search === '' || countsClicks(url.hostname) || sharing.test(url.pathname)) return undefined
  for (const [name, value] of [...url.searchParams].slice(0, 30)) {
    if (!parameters.has(name.toLowerCase()) || !/^(?:https?:)?\/\//i.test(value)) continue
    const host = URL.parse(value, url)?.hostname
    if (host && !sameOrganization(host, url.hostname)) return host
  }
  return undefined
}

const fix: Fix = {
  who: 'message',
  say: say`Link to a normal host name with https, without user name or port, straight to where it shall lead.`,
  why: say`Such forms hide where a link leads, and filters count them as phishing.`,
}
