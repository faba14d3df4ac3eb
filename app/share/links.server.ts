/** The page on which links are made, listed and taken back. */
import { env } from '#env'
import { createShare, mostShares, revokeShare, type Shared, sharesOf, type ShareView } from '#prisma/share.ts'

export interface LinkLine {
  id: string
  /** What it shows beside the report. */
  shows: string[]
  createdAt: string
  expiresAt: string
  lastOpenedAt: string | null
}

export interface LinksPage {
  /** Of the report. */
  back: string
  title: string
  /** A mail has more to show than its report. */
  ofMail: boolean
  links: LinkLine[]
}

/** The answer to the form: a new link is shown once. */
export interface Made {
  url: string | null
  problem: string | null
}

type Of = Shared & { teamId: string }

export async function linksOf(of: Of): Promise<LinkLine[]> {
  return (await sharesOf(of)).map(lineOf)
}

function lineOf({ id, withBody, withRecipients, withSource, createdAt, expiresAt, lastOpenedAt }: ShareView): LinkLine {
  const shows = [withBody && 'text', withRecipients && 'recipients', withSource && 'source'].filter((one) => one !== false)
  return {
    ...{ id, shows },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastOpenedAt: lastOpenedAt?.toISOString() ?? null,
  }
}

/** The buttons of the page. @throws {Response} 400 for another */
export async function pressLinks(form: FormData, of: Of): Promise<Made> {
  const intent = form.get('intent')
  if (intent === 'revoke') {
    await revokeShare({ ...of, id: String(form.get('id') ?? '') })
    return { url: null, problem: null }
  }
  if (intent !== 'share') throw new Response('There is no such button.', { status: 400 })
  const ticked = (name: string) => of.mailId !== undefined && form.get(name) === 'on'
  const shown = { withBody: ticked('body'), withRecipients: ticked('recipients'), withSource: ticked('source') }
  const made = await createShare({ ...of, ...shown })
  if (!made) return { url: null, problem: `There are ${mostShares} links already. Take one back first.` }
  return { url: `${env.BASE_URL}/shared/${made.token}`, problem: null }
}
