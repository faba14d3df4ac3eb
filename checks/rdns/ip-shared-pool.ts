import { type Check, info, saw, say } from '../check.ts'
import { few } from '../facts/few.ts'
import { forwardConfirmation } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import { sameOrganization } from '../records/names.ts'
import type { Sender } from '../subject.ts'
import { isMailProvider } from './ptr-generic.ts'

/** Is the address shared with other senders? Then their doings count for its reputation too. Told by its name, where that leads back to it. */
export const ipSharedPool: Check<Sender> = {
  id: 'ip-shared-pool',
  title: 'Shared address',
  reference: 'M3AAWG Sender Best Common Practices',

  async run({ session, domain }, net) {
    if (!session) return notWitnessed()
    const ip = session.peerAddress
    const { reverse, confirmed } = await forwardConfirmation(ip, net)
    const evidence = few(saw(reverse.answer))
    const own = confirmed.find((name) => domain !== '' && sameOrganization(name, domain))
    if (own !== undefined) return info('own', { evidence, explanation: say`${ip} is ${own}, a server of ${domain} itself.` })
    const provider = confirmed.find(isMailProvider)
    if (provider !== undefined) {
      const explanation = say`${ip} is ${provider}, a server of a large mail service, which others send through too.`
      return info('provider', { evidence, explanation })
    }
    return info('unidentified', { evidence, explanation: say`Nothing tells whether others send from ${ip} as well.` })
  },
}
