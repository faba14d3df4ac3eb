import { type Check, fail, type Finding, type Fix, info, pass, say, unknown } from '../check.ts'
import { type FollowedLink, followedLinks } from '../facts/fetched.ts'
import { few } from '../facts/few.ts'
import { mayBeRequested, sawLinks, webLinks } from '../facts/links.ts'
import type { TestMail } from '../subject.ts'

/** Do the links lead somewhere? Nobody knows before they are requested, and that only a person can ask for. */
export const linkBroken: Check<TestMail> = {
  id: 'link-broken',
  title: 'Where the links lead',
  reference: 'RFC 9110 §15',
  silence: 'bot-wall',

  async run(mail, net) {
    const links = webLinks(mail)
    if (links.length === 0)
      return info('none', { evidence: [{ where: 'body', what: 'no links' }], explanation: say`The mail has no links to pages.` })
    const may = mayBeRequested(mail)
    const skipped = links.filter((link) => !may(link))
    const followed = await followedLinks(mail, net)
    if (!followed && skipped.length < links.length) {
      return unknown('not-fetched', {
        side: 'ours',
        evidence: few(sawLinks(links)),
        explanation: say`Nobody has asked for the links to be requested. Your sending service would count it as clicks, and a link that works once may be used up.`,
      })
    }
    return judge(followed ?? [], few(sawLinks(skipped).map(({ where, what }) => ({ where: `never requested: ${where}`, what }))))
  },
}

function judge(followed: FollowedLink[], skipped: Finding['evidence']): Finding {
  const rows = (some: FollowedLink[]) =>
    few(some.map(({ link, end, what }) => ({ where: link.address.slice(0, 500), what: `${what} at ${end.href.slice(0, 300)}` })))
  const broken = followed.filter(({ state }) => state === 'broken')
  const [first] = broken
  if (first)
    return fail('broken', {
      evidence: [...rows(broken), ...skipped],
      explanation:
        broken.length === 1
          ? say`A link to ${first.link.url.hostname} leads nowhere.`
          : say`${broken.length} of ${followed.length} links lead nowhere, such as one to ${first.link.url.hostname}.`,
      fix,
    })
  if (followed.length === 0) {
    return unknown('skipped', {
      side: 'ours',
      evidence: skipped,
      explanation: say`All links do something when they are opened, so none is requested.`,
    })
  }
  const walled = followed.filter(({ state }) => state === 'walled')
  if (walled.length > 0) {
    return unknown('bot-wall', {
      side: 'theirs',
      evidence: [...rows(walled), ...skipped],
      explanation: say`${walled.length} of ${followed.length} links let no program in, so nobody knows where they lead.`,
    })
  }
  return pass('ok', {
    evidence: [...rows(followed), ...skipped],
    explanation:
      followed.length === 1
        ? say`The link that was requested leads to a page.`
        : say`All ${followed.length} links that were requested lead to a page.`,
  })
}

const fix: Fix = {
  who: 'message',
  say: say`Correct the links that are named, or take them out.`,
  why: say`A reader who meets an error page does not come back, and filters follow links too.`,
}
