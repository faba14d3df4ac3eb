import { alone } from '#prisma/alone.ts'
import { removeClosedTeams } from '#prisma/team-removal.ts'

/** What one turn may take, well within what its lock lasts. */
const turnMs = 30_000

/** Clears out teams that were deleted, one process at a time. Returns how many are gone. */
export async function removeTeams(now = Date.now()): Promise<number> {
  return (await alone('teams', () => removeClosedTeams({ until: now + turnMs }))) ?? 0
}
