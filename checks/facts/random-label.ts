import { randomBytes } from 'node:crypto'
import type { Net } from '../net.ts'
import { remember } from './remember.ts'

/**
 * A label that nobody has published, the same through one report: what answers for it is a wildcard (RFC 4592). Lower case, 16 characters.
 */
export function randomLabel(net: Net): Promise<string> {
  return remember(net, 'random-label', async () => `zz${randomBytes(7).toString('hex')}`)
}
