import { type Check, fail, type Finding, type Fix, info, pass, say } from '../check.ts'
import { few } from '../facts/few.ts'
import { endOf } from '../facts/fetched.ts'
import { type MailLink, sawLinks, shownLinks } from '../facts/links.ts'
import { linksAreCut } from '../facts/unread.ts'
import type { Net } from '../net.ts'
import { countsClicks } from '../records/link-hosts.ts'
import { normalDomain, sameOrganization } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/** Does a link lead where its text says? */
export const linkMismatch: Check<TestMail> = {
  id: 'link-mismatch',
  title: 'Links that show another address',
  reference: 'Google 81126',
  silence: 'not-parsed',

  async run(mail, net) {
    const links = shownLinks(mail).filter(({ where }) => where === 'html')
    const judged = await Promise.all(links.map(async (link) => ({ link, kind: await judge(link, mail, net) })))
    const of = (kind: 'mismatch' | 'tracking') => judged.filter((one) => one.kind === kind).map(({ link }) => link)
    const [wrong] = of('mismatch')
    if (wrong) return mismatch(wrong, of('mismatch'))
    const cut = linksAreCut(mail)
    if (cut) return cut
    if (links.length === 0)
      return info('none', {
        evidence: [{ where: 'HTML', what: 'no links' }],
        explanation: say`The mail has no links with a text of their own.`,
      })
    const [counted] = of('tracking')
    if (counted) {
      return info('tracking', {
        evidence: few(sawLinks(of('tracking'))),
        explanation: say`A link shows ${shownHost(counted.label) ?? ''} and goes through the click counter ${counted.url?.hostname ?? ''}.`,
      })
    }
    return pass('match', { evidence: few(sawLinks(links)), explanation: say`No link shows another address than its own.` })
  },
}

/** Undefined: it shows no address, or its own. */
async function judge(link: MailLink, mail: TestMail, net: Net): Promise<'mismatch' | 'tracking' | undefined> {
  const shown = shownHost(link.label)
  if (!shown || !link.url || !/^https?:$/.test(link.url.protocol)) return undefined
  const { hostname } = link.url
  if (sameOrganization(shown, hostname)) return undefined
  const end = await endOf(link.url, mail, net)
  if (end) return sameOrganization(shown, end.hostname) ? 'tracking' : 'mismatch'
  const counted = countsClicks(hostname) || sameOrganization(hostname, mail.domain) || namesHost(link.url, shown)
  return counted ? 'tracking' : 'mismatch'
}

/** Does the address carry the shown host along, as click counters do? */
const namesHost = ({ search, pathname }: URL, shown: string): boolean => `${pathname}${search}`.toLowerCase().includes(shown)

/** The host in a label that is an address, and nothing but one. */
function shownHost(label: string): string | undefined {
  const [, host] =
    /^\s*(?:https?:\/\/)?((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})(?::\d+)?(?:[/?#]\S*)?\s*$/i.exec(label.slice(0, 500)) ?? []
  const name = host ? normalDomain(host) : ''
  // `index.html` and `report.pdf` are files, and `acme.co` is a name.
  return name !== '' && !/\.(?:html?|php|aspx?|pdf|docx?|xlsx?|png|jpe?g|gif|zip|js|css|txt)$/.test(name) ? name : undefined
}

function mismatch(first: MailLink, all: MailLink[]): Finding {
  return fail('mismatch', {
    evidence: few(sawLinks(all)),
    explanation: say`A link shows ${shownHost(first.label) ?? ''} and leads to ${first.url?.hostname ?? ''}.`,
    fix,
  })
}

const fix: Fix = {
  who: 'message',
  say: say`Write plain words on the link instead of an address, or count clicks under your own domain.`,
  why: say`A link that shows one address and leads to another is the mark of phishing. Gmail and others warn the reader.`,
}
