import { getPublicSuffix } from 'tldts'
import { type Check, fail, type Fix, info, pass, saw, say } from '../check.ts'
import { dmarcWalk, type WalkStep } from '../facts/organizational-domain.ts'
import type { DmarcRecord } from '../records/dmarc.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, withTags } from './change.ts'

/** Is `psd` used rightly? `psd=y` is for registries: it makes every name below an organization of its own. */
export const dmarcPsd: Check<Domain> = {
  id: 'dmarc-psd',
  title: 'Public suffix flag',
  reference: 'RFC 9989 §4.7, §4.10.2, §5.2',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const withRecord = walk.steps.filter((step): step is Step => step.record !== undefined)
    const evidence = withRecord.flatMap(({ answer }) => saw(answer))
    const flagged = withRecord.find(({ record }) => record.psd === 'y')
    if (flagged && !isPublicSuffix(flagged.domain)) {
      const explanation = say`${flagged.domain} says that it is a registry (${'psd=y'}), so the names below it do not belong together.`
      return fail('wrong', { evidence, explanation, fix: takeOut(flagged) })
    }
    if (withRecord.length === 0) return noRecord(walk)
    if (flagged) {
      return info('registry', { evidence, explanation: say`${flagged.domain} is a registry, and says so in its DMARC record.` })
    }
    const organization = withRecord.find(({ record }) => record.psd === 'n')
    if (organization) {
      const explanation = say`${organization.domain} says that it is an organization of its own (${'psd=n'}).`
      return info('organization', { evidence, explanation })
    }
    return pass('unset', {
      evidence,
      explanation: say`The DMARC record does not set ${'psd='}, which is right for almost everyone.`,
    })
  },
}

interface Step extends WalkStep {
  record: DmarcRecord
}

function isPublicSuffix(domain: string): boolean {
  return getPublicSuffix(domain) === domain || getPublicSuffix(domain, { allowPrivateDomains: true }) === domain
}

function takeOut({ domain, record }: Step): Fix {
  return {
    who: 'dns',
    say: say`Take ${'psd=y'} out of the record at ${`_dmarc.${domain}`}.`,
    why: say`With it, a signature of ${domain} proves nothing for mail from names below it, and their SPF nothing for each other.`,
    ...records(withTags({ domain, record, how: 'own' }, { psd: undefined })),
  }
}
