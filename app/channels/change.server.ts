/** Changing a channel, noted among what was done: for the page and for the API. */
import { note } from '#prisma/audit.ts'
import { changeChannel, type ChannelChange } from '#prisma/channel-change.ts'
import { isId } from '#prisma/id.ts'

/** False when the team has no such channel. */
export async function changeChannelAsked(
  { teamId, userId, id }: { teamId: string; userId: string; id: string },
  { paused, ...told }: ChannelChange,
): Promise<boolean> {
  const done = isId(id) ? await changeChannel({ teamId, id }, { ...told, ...(paused !== undefined && { paused }) }) : null
  if (!done) return false
  const { name: subject, turned } = done
  if (turned) await note({ teamId, userId, action: `channel.${turned}`, subject })
  if (Object.keys(told).length > 0) await note({ teamId, userId, action: 'channel.changed', subject })
  return true
}
