/** What the SPF checks share: the finding for "no record", and changes to a record that can be published as they stand. */
import { type Finding, type Fix, info, type RecordChange, say } from '../check.ts'
import { isPlain } from '../facts/plain.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { type SpfNode, type SpfStep, type SpfTree, spfSteps } from '../facts/spf-tree.ts'
import { type GluedTerms, gluedAtSeams, readSpf, type SpfRecord, withoutTerms } from '../records/spf.ts'

type Asks = NonNullable<Fix['asks']>

/** The answer of every other SPF check when there is not exactly one record: spf-record has said why. */
export function noRecord(code: 'no-record' | 'not-used' | 'not-applicable', root: SpfNode | undefined): Finding {
  if (!root) return info(code, { evidence: [], explanation: say`There is no domain to look at for SPF.` })
  const explanation =
    root.texts.length > 1 ? say`${root.domain} has several SPF records.` : say`${root.domain} has no SPF record.`
  return info(code, { evidence: sawSpf(root), explanation })
}

/** The domain's record with another text. Undefined when that text would not be a valid record itself, or would permit everybody anew. */
export function replaced(domain: string, was: SpfRecord, value: string): RecordChange | undefined {
  const next = readSpf(value)
  if (value === was.text || !next.valid || !isPlain(value)) return undefined
  if (permitsEverybody(next) && !permitsEverybody(was)) return undefined
  return { action: 'replace', name: domain, type: 'TXT', was: was.text, value, ttl: 3600 }
}

function permitsEverybody({ terms }: SpfRecord): boolean {
  return terms.some((term) => term.kind === 'mechanism' && term.name === 'all' && term.qualifier === '+')
}

/** The strings of the one SPF record at a node, as published. */
export function stringsOf({ answer, record }: SpfNode): string[] {
  return answer.records.find(({ text }) => text === record?.text)?.strings ?? []
}

/** Terms of a node's record that touch where its strings are joined. */
export function seamsOf(node: SpfNode): GluedTerms[] {
  return gluedAtSeams(stringsOf(node))
}

/** As `records` of a fix: absent rather than empty. */
export function records(...changes: (RecordChange | undefined)[]): Pick<Fix, 'records'> {
  const known = changes.filter((change) => change !== undefined)
  return known.length > 0 ? { records: known } : {}
}

/** The domain's own terms that lead to these steps of the tree, each once. */
export function ownTerms(tree: SpfTree, steps: SpfStep[]): SpfStep[] {
  return tree.root.steps.filter((own) => steps.some((step) => own === step || (own.node && holds(own.node, step))))
}

function holds(node: SpfNode, wanted: SpfStep): boolean {
  return [...spfSteps(node)].some(({ step }) => step === wanted)
}

/** One question for each own term: is it still used? Without it, the record can be published as given. */
export function askWhetherUsed(root: SpfNode, steps: SpfStep[], stillUsed: Asks[number]['answers'][number]['say']): Asks {
  const { record, domain } = root
  if (!record) return []
  return steps.map(({ term }) => ({
    question: say`Does mail of ${domain} still come through ${term.text}?`,
    answers: [
      { answer: say`Yes`, say: stillUsed },
      {
        answer: say`No`,
        say: say`Take ${term.text} out.`,
        ...records(replaced(domain, record, withoutTerms(record, [term]))),
      },
    ],
  }))
}
