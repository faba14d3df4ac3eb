/** How far somebody may look within a team. */

/** Who looks: null of `projects` is all of the team. */
export interface Reach {
  teamId: string
  projects: string[] | null
}

/** The rows of a team that are within reach, as Prisma asks for them; all of them also where no projects are given. */
export const inReach = ({ teamId, projects }: { teamId: string; projects?: string[] | null | undefined }) => ({
  teamId,
  ...(projects && { projectId: { in: projects } }),
})
