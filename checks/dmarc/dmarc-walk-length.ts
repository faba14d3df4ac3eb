import { type Check, info, pass, say } from '../check.ts'
import { walkNames } from '../facts/organizational-domain.ts'
import type { Domain } from '../subject.ts'
import { noRecord } from './change.ts'

/** RFC 9989 §4.10 step 4: from a longer name the walk goes on with the last seven labels. */
const mostLabels = 8

/** Is the name too deep for receivers to look at every level above it? */
export const dmarcWalkLength: Check<Domain> = {
  id: 'dmarc-walk-length',
  title: 'Depth of the name',
  reference: 'RFC 9989 §4.10, App. B.4.2',

  async run({ domain }) {
    if (!domain) return noRecord(undefined)
    const count = domain.split('.').length
    const evidence = [
      {
        where: domain,
        what: `${count} labels; asked: ${walkNames(domain)
          .map((name) => `_dmarc.${name}`)
          .join(', ')}`,
      },
    ]
    if (count > mostLabels) {
      const explanation = say`${domain} has ${count} labels. Receivers skip records between it and the last seven.`
      return info('deep', { evidence, explanation })
    }
    return pass('short', { evidence, explanation: say`Receivers look for DMARC at every level above ${domain}.` })
  },
}
