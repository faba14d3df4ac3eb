/** What the DMARC checks share: the finding for "no record", evidence of the walk, and changes that can be published as they stand. */
import { getDomain } from 'tldts'
import { type Evidence, type Finding, type Fix, info, type RecordChange, saw, say } from '../check.ts'
import type { DmarcWalk, FoundDmarc, WalkStep } from '../facts/organizational-domain.ts'
import { isPlain } from '../facts/plain.ts'
import type { Destination } from '../facts/report-destinations.ts'
import { type DmarcRecord, readDmarc } from '../records/dmarc.ts'

type Answers = NonNullable<Fix['asks']>[number]['answers']

/** Every name of the walk and what was there. */
export function sawWalk({ steps }: DmarcWalk): Evidence[] {
  return steps.flatMap(({ answer }) => saw(answer))
}

/** The record that applies. */
export function sawRecord({ steps }: DmarcWalk, found: FoundDmarc): Evidence[] {
  return steps.filter(({ domain }) => domain === found.domain).flatMap(({ answer }) => saw(answer))
}

/** The answer of the other DMARC checks when no record is processed: dmarc-record or dmarc-syntax has said why. */
export function noRecord(walk: DmarcWalk | undefined): Finding {
  if (!walk) return info('no-record', { evidence: [], explanation: say`There is no domain to look at for DMARC.` })
  const evidence = sawWalk(walk)
  if (!walk.found) return info('no-record', { evidence, explanation: say`${walk.domain} has no DMARC record.` })
  return info('no-record', { evidence, explanation: say`Receivers do nothing with the DMARC record of ${walk.found.domain}.` })
}

/** The answer of the checks about reports when there is nowhere they go: dmarc-record or dmarc-rua has said why. */
export function notApplicable(walk: DmarcWalk | undefined): Finding {
  const evidence = walk ? sawWalk(walk) : []
  return info('not-applicable', { evidence, explanation: say`There is no address that DMARC reports could go to.` })
}

/** Of a policy that asks receivers to act and that nobody has applied until now. */
export function inForce(value: string): Pick<Fix, 'careful'> {
  const { p, processed } = readDmarc(value)
  if (!processed || !p || p === 'none') return {}
  return { careful: say`${`p=${p}`} takes effect with it, for the first time. Mail of yours that does not pass is stopped too.` }
}

/** Whether a destination outside has agreed to get reports. */
export function sawDestination({ answer }: Destination): Evidence[] {
  return answer ? saw(answer) : []
}

/** Have these destinations agree to get reports about `domain` (RFC 9990 §4): only their own domain can say so. */
export function consent(domain: string, missing: Destination[]): Fix {
  const few = missing.slice(0, 5)
  return {
    who: 'dns',
    say: say`Have ${few.map((one) => one.domain).join(' and ')} agree in DNS, or let the reports go to a mailbox of ${domain}.`,
    why: say`Receivers send reports to another domain only when that domain asks for them, so that nobody is flooded.`,
    asks: few.map(({ domain: destination, name = '' }) => ({
      question: say`Do you run the DNS of ${destination}?`,
      answers: [
        {
          answer: say`Yes`,
          say: say`Publish its consent there.`,
          records: [{ action: 'add', name, type: 'TXT', value: 'v=DMARC1;', ttl: 3600 }],
        },
        { answer: say`No`, say: say`Ask whoever runs it to publish ${'v=DMARC1;'} as TXT at ${name}.` },
      ],
    })),
  }
}

/** Of several records at one name, which nobody reads, one is to stay. */
export function keepOne({ domain, texts }: WalkStep): Fix {
  const name = `_dmarc.${domain}`
  return {
    who: 'dns',
    say: say`Keep one TXT record that begins with ${'v=DMARC1'} at ${name}, and delete the others.`,
    why: say`Receivers cannot tell which one holds, so they discard them all; older ones then apply no DMARC.`,
    asks: [
      {
        question: say`Which one should hold?`,
        answers: texts.map((kept, index) => ({
          answer: say`${kept}`,
          say: say`Delete the others.`,
          records: texts
            .filter((_, other) => other !== index)
            .map((value) => ({ action: 'delete' as const, name, type: 'TXT' as const, value, ttl: 3600 })),
        })),
      },
    ],
  }
}

/**
 * The record with these tags set, in place or at the end, or taken away (undefined). Undefined when that would not be read without problems,
 * or changes nothing.
 */
export function withTags({ domain, record }: FoundDmarc, tags: Record<string, string | undefined>): RecordChange | undefined {
  const kept = record.tags.filter(({ name }) => !(name in tags) || tags[name] !== undefined)
  const written = kept.map(({ name, value }) => `${name}=${tags[name] ?? value}`)
  const added = Object.entries(tags).filter(([name, value]) => value !== undefined && !kept.some((tag) => tag.name === name))
  return replaced(domain, record.text, [...written, ...added.map(([name, value]) => `${name}=${value}`)].join('; '))
}

/** Another text at `_dmarc` of this domain, when it reads without problems. */
export function replaced(domain: string, was: string, value: string): RecordChange | undefined {
  if (value === was || !isClean(readDmarc(value)) || !isPlain(value)) return undefined
  return { action: 'replace', name: `_dmarc.${domain}`, type: 'TXT', was, value, ttl: 3600 }
}

function isClean({ problems, processed }: DmarcRecord): boolean {
  return processed && problems.every(({ problem }) => problem === 'unknown-tag' || problem === 'policy-not-second')
}

/** As `records` of a fix or answer: absent rather than empty. */
export function records(change: RecordChange | undefined): { records?: RecordChange[] } {
  return change ? { records: [change] } : {}
}

/**
 * Where a first record belongs: at the domain somebody registered, so that it covers the names below too. This is the public suffix list's
 * view: without a record the walk makes every name its own organization.
 */
export function recordHome(domain: string): string {
  return getDomain(domain) ?? domain
}

/** A first record that changes nothing for the mail: with reports, or without. */
export function firstRecord(domain: string): Fix['asks'] {
  const home = recordHome(domain)
  const add = (value: string): RecordChange => ({ action: 'add', name: `_dmarc.${home}`, type: 'TXT', value, ttl: 3600 })
  const answers: Answers = [
    {
      answer: say`To ${`dmarc@${home}`}`,
      say: say`Create that mailbox, then publish the record.`,
      records: [add(`v=DMARC1; p=none; rua=mailto:dmarc@${home}`)],
    },
    { answer: say`To a report service`, say: say`Publish the record that the service shows for ${home}.` },
    { answer: say`No reports for now`, say: say`Publish the record without reports.`, records: [add('v=DMARC1; p=none')] },
  ]
  return [{ question: say`Receivers can tell you daily who sends as ${home}. Where should these reports go?`, answers }]
}
