import { alone } from '#prisma/alone.ts'
import { stripMails } from '#prisma/keeps.ts'
import { forgetProjects } from '#prisma/project-removal.ts'
import { teamsToTidy, tidyTeam } from '#prisma/retention.ts'

/** What one turn may take, well within what its lock lasts. */
const turnMs = 20_000
const teamsAtOnce = 50

/**
 * Clears out what teams and projects keep no longer, one process at a time, until it is done or the turn is over. Returns how many teams had
 * their turn, mails were stripped, and deleted projects are named no more.
 */
export async function tidy(now = Date.now()): Promise<number> {
  return (await alone('tidy', () => tidyAll(now, Date.now() + turnMs))) ?? 0
}

async function tidyAll(now: number, until: number): Promise<number> {
  let done = (await stripMails({ until })) + (await forgetProjects({ until }))
  const teams = await teamsToTidy({ now, take: teamsAtOnce })
  for (const team of teams) if (await tidyTeam(team, { now, until })) done += 1
  return done
}
