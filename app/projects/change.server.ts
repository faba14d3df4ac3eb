/** Making and changing a project, noted among what was done: for the page and for the API. */
import { note } from '#prisma/audit.ts'
import { changeProject, createProject, type ProjectChange, projectOf, type ProjectView } from '#prisma/project.ts'

interface By {
  teamId: string
  userId: string
}

type ProjectToMake = Omit<Parameters<typeof createProject>[0], 'teamId'>

/** Null for a name without a letter, and when the team has as many as it may. */
export async function makeProjectAsked({ teamId, userId }: By, asked: ProjectToMake): Promise<ProjectView | null> {
  const made = await createProject({ teamId, ...asked })
  if (!made) return null
  await note({ teamId, userId, action: 'project.made', subject: made.name })
  if (asked.alertsTellAll && made.alertsTellAll)
    await note({ teamId, userId, action: 'project.alerts-tell-all', subject: made.name })
  return made
}

/** What its alerts tell of its mails is a line of its own, when that changed. */
export async function changeProjectAsked({ teamId, userId }: By, change: Omit<ProjectChange, 'teamId'>) {
  const before = await projectOf({ teamId, id: change.id })
  const done = await changeProject({ teamId, ...change })
  if (done !== 'changed' || !before) return done
  const subject = change.name ?? before.name
  await note({ teamId, userId, action: 'project.changed', subject })
  const { alertsTellAll } = change
  if (alertsTellAll !== undefined && alertsTellAll !== before.alertsTellAll)
    await note({ teamId, userId, action: alertsTellAll ? 'project.alerts-tell-all' : 'project.alerts-tell-nothing', subject })
  return done
}
