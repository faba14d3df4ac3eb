import { type Check, fail, type Fix, info, pass, type RecordChange, say, warn } from '../check.ts'
import { dmarcWalk, type FoundDmarc } from '../facts/organizational-domain.ts'
import { type ReportUri, readUris } from '../records/dmarc.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, sawRecord, withTags } from './change.ts'

/** Are aggregate reports requested? They are the only way to learn who sends as the domain. */
export const dmarcRua: Check<Domain> = {
  id: 'dmarc-rua',
  title: 'DMARC reports',
  reference: 'RFC 9989 §4.6, §4.7, §4.8; RFC 7489 §6.2',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found?.record.processed) return noRecord(walk)
    const evidence = sawRecord(walk, found)
    const { rua } = found.record
    const bad = rua.find(({ valid }) => !valid)
    const mailboxes = rua.filter(({ valid, scheme }) => valid && scheme === 'mailto')
    if (rua.length === 0) {
      return warn('missing', { evidence, explanation: say`Nobody is told who sends as ${domain}.`, fix: askForReports(found) })
    }
    if (bad && rua.every(({ valid }) => !valid)) {
      return fail('bad-uri', {
        evidence,
        explanation: say`Reports cannot be sent: ${bad.text} is no address for them.`,
        fix: correct(found, bad),
      })
    }
    if (mailboxes.length === 0) {
      return warn('https-only', {
        evidence,
        explanation: say`Reports are asked for in a way that receivers do not use.`,
        fix: askForReports(found),
      })
    }
    if (bad) {
      return warn('partly-bad', {
        evidence,
        explanation: say`Receivers ignore ${bad.text}, which is no address for reports.`,
        fix: correct(found, bad),
      })
    }
    if (rua.length > 2)
      return info('many', {
        evidence,
        explanation: say`Reports are asked for at ${rua.length} addresses; receivers may use only two.`,
      })
    const limited = rua.find(({ size }) => size !== undefined)
    if (limited)
      return info('size-limit', {
        evidence,
        explanation: say`The size limit in ${limited.text} is obsolete; newer receivers ignore it.`,
      })
    return pass('present', {
      evidence,
      explanation: say`Reports go to ${mailboxes.map(({ address }) => address).join(' and ')}.`,
    })
  },
}

function askForReports(found: FoundDmarc): Fix {
  const address = `dmarc@${found.domain}`
  return {
    who: 'dns',
    say: say`Ask for reports: add ${'rua='} with a mailbox to the record at ${`_dmarc.${found.domain}`}.`,
    why: say`Without them you do not learn which services pass, nor who sends as you.`,
    asks: [
      {
        question: say`Where should the reports go?`,
        answers: [
          {
            answer: say`To ${address}`,
            say: say`Create that mailbox, then publish the record.`,
            ...records(own(found, `mailto:${address}`)),
          },
          { answer: say`To a report service`, say: say`Add the ${'rua='} address that the service shows.` },
        ],
      },
    ],
  }
}

function correct(found: FoundDmarc, bad: ReportUri): Fix {
  const value = found.record.rua.map((uri) => (uri.valid ? uri.text : asMailto(uri))).filter((text) => text !== undefined)
  return {
    who: 'dns',
    say: say`Write each address as ${'mailto:'} and the address, with commas only between them: ${bad.text} is not.`,
    why: say`Receivers skip what they cannot read, and send no report there.`,
    ...records(value.length > 0 ? own(found, value.join(',')) : undefined),
  }
}

/** `dmarc@example.com` was meant as `mailto:dmarc@example.com`. */
function asMailto({ text }: ReportUri): string | undefined {
  const uri = `mailto:${text}`
  return readUris(uri)[0]?.valid ? uri : undefined
}

/** The record of a public suffix is not theirs to change. */
function own(found: FoundDmarc, rua: string): RecordChange | undefined {
  return found.how === 'from-psd' ? undefined : withTags(found, { rua })
}
