import { type Check, info, pass, say } from '../check.ts'
import { isGenericName } from '../facts/generic-name.ts'
import { publicAddress } from '../facts/public-address.ts'
import { evidenceOf, type Hop, routeOf, routeUnknown } from '../facts/route.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

const originFields = ['x-originating-ip', 'x-originating-client-ip', 'x-client-ip', 'x-sender-ip', 'x-source-ip']

/** Does the mail tell every reader the address of its author's own connection (RFC 5321 §7.6)? */
export const hopOriginExposed: Check<TestMail> = {
  id: 'hop-origin-exposed',
  title: 'The author’s address',
  reference: 'RFC 5321 §7.6',

  async run(mail) {
    const unknown = routeUnknown(mail)
    if (unknown) return unknown
    const field = originFields.flatMap((name) => fieldsNamed(mail.headers, name)).find(({ value }) => value.trim() !== '')
    if (field) {
      const evidence = [{ where: field.name, what: field.value }, ...evidenceOf(mail)]
      return info('exposed', { evidence, explanation: say`The field ${field.name} tells readers where the mail was written.` })
    }
    const evidence = evidenceOf(mail)
    const [first] = routeOf(mail).hops
    if (first && isEndUser(first))
      return info('exposed', {
        evidence,
        explanation: say`The first Received field tells readers the author’s own address, ${first.address}.`,
      })
    return pass('no', { evidence, explanation: say`The mail does not tell where its author sat.` })
  },
}

/** Who signs in to submit is an author, and so is who comes from a home connection. */
const isEndUser = ({ address, authenticated, reverse }: Hop): boolean =>
  address !== '' && publicAddress(address) && (authenticated || (reverse !== '' && isGenericName(reverse, address)))
