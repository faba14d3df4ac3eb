/** Waits for a condition, not for a time. The runner's own limit ends a wait that is for ever. */
import { setImmediate as turn } from 'node:timers/promises'

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await turn()
}
