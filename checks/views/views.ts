/** All pictures of a domain's world, and of a mail. Each shows what the checks have asked about anyway, so it is drawn where its sections are looked at. */
import type { Net } from '../net.ts'
import type { Domain, TestMail } from '../subject.ts'
import { dmarcView } from './dmarc.ts'
import { mailServersView } from './mail-servers.ts'
import { nameServersView } from './name-servers.ts'
import { registrationView } from './registration.ts'
import { routeView } from './route.ts'
import type { Views } from './schema.ts'
import { servicesView } from './services.ts'
import { spfView } from './spf.ts'
import { storyView } from './story.ts'

/** `sections`: ids of those that are looked at. Never throws for a silent world: what could not be seen is a gap in its picture. */
export async function viewsOf(subject: Domain, net: Net, sections: string[]): Promise<Views> {
  const { domain, spfDomain } = subject
  if (!domain) return {}
  const has = (...ids: string[]) => ids.every((id) => sections.includes(id))
  const looked = { mail: has('mx'), spf: has('spf'), zone: has('zone') }
  const [spf, mailServers, dmarc, nameServers, registration, services] = await Promise.all([
    has('spf') && spfDomain ? spfView(subject, net) : undefined,
    has('mx', 'transport') ? mailServersView(domain, net) : undefined,
    has('dmarc') ? dmarcView(subject, net) : undefined,
    has('zone') ? nameServersView(subject, net) : undefined,
    has('zone') ? registrationView(domain, net) : undefined,
    servicesView(subject, net, looked),
  ])
  return {
    ...(spf && { spf }),
    ...(mailServers && { mailServers }),
    ...(dmarc && { dmarc }),
    ...(nameServers && { nameServers }),
    ...(registration && { registration }),
    services,
  }
}

/** The pictures of one mail: its way, how its proof was decided, and the records of its own domains that this stands on. */
export async function viewsOfMail(mail: TestMail, net: Net): Promise<Views> {
  const [story, spf, dmarc] = await Promise.all([
    storyView(mail, net),
    mail.spfDomain ? spfView(mail, net) : undefined,
    mail.domain ? dmarcView(mail, net) : undefined,
  ])
  return { route: routeView(mail), story, ...(spf && { spf }), ...(dmarc && { dmarc }) }
}
