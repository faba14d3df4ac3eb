import { type Check, fail, pass, say, unknown } from '../check.ts'
import { blocklists } from '../records/blocklists.ts'
import type { Bounce } from './read.ts'
import { refusedIn, toldBy } from './told.ts'

/** Does the reply name a blocklist? Then the way back is through that list's page. */
export const bounceBlocklistNamed: Check<Bounce> = {
  id: 'bounce-blocklist-named',
  title: 'A blocklist in the reply',
  reference: 'RFC 5782 §2.1',

  async run(bounce) {
    const evidence = toldBy(bounce)
    const refused = refusedIn(bounce)
    const said = refused.map(({ diagnostic }) => diagnostic.toLowerCase()).join(' ')
    const list = blocklists.find(({ zone, page }) => said.includes(zone) || said.includes(siteOf(page)))
    if (list) {
      return fail('named', {
        evidence,
        explanation: say`The receiver refused because of the list ${list.name}.`,
        fix: {
          who: 'blocklist',
          say: say`Find what sent the mail they name and stop it; then ask for removal at ${list.page}.`,
          why: say`Asking first makes the listing come back.`,
        },
      })
    }
    if (said.trim() === '' && refused.length > 0)
      return unknown('not-recognised', { side: 'theirs', evidence, explanation: say`What the server said was not told.` })
    return pass('none', { evidence, explanation: say`The reply names no blocklist.` })
  },
}

/** The site a page is on, without `www`: `spamhaus.org`. */
function siteOf(page: string): string {
  const host = URL.parse(page)?.hostname ?? page
  return host.split('.').slice(-2).join('.')
}
