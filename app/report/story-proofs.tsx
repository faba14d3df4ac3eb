/** The two proofs: the list of permitted servers, and the signatures. Each is for a domain, which need not be the one readers see. */
import type { StoryAlignment, StoryView } from '#checks/report.ts'
import type { QuestionLine } from '#checks/published.ts'
import { count } from '../ui/count.ts'
import { Asked, Follows } from './story-step.tsx'

interface ProofProps {
  story: StoryView
  questions: QuestionLine[]
}

export function Spf({ story: { spf, from, host }, questions }: ProofProps) {
  if (!spf) return <p>Whether the server may send cannot be told from a file: nobody here saw which server it was.</p>
  const { domain, identity, mailFrom, record, result, gap, alignment, explanation } = spf
  if (domain === '')
    return <p>Neither the bounce address nor the name that the server gave holds a domain that could be asked.</p>
  return (
    <>
      <p className="max-w-[66ch]">
        {identity === 'mailfrom' ? (
          <>
            Receivers look at the bounce address, <bdi className="value">{mailFrom}</bdi>, and ask its domain which servers may
            send.
          </>
        ) : (
          <>
            The bounce address is empty, so receivers look at the name that the server gave, <bdi className="value">{domain}</bdi>
            .
          </>
        )}
      </p>
      <Asked name={domain} type="TXT" questions={questions} answer={record} gap={gap} />
      <Follows verdict={result === 'pass' ? 'pass' : result === 'temperror' ? 'unknown' : 'fail'}>
        <SpfSays result={result} address={host?.address ?? ''} domain={domain} /> SPF says <bdi className="value">{result}</bdi>
        {result !== 'pass' && explanation && (
          <>
            {' '}
            (<bdi>{explanation}</bdi>)
          </>
        )}
        .
      </Follows>
      {result === 'pass' && <StandsFor domain={domain} from={from} alignment={alignment} aligned={spf.aligned} />}
    </>
  )
}

function SpfSays({ result, address, domain }: { result: string; address: string; domain: string }) {
  const server = <bdi className="value">{address}</bdi>
  const owner = <bdi className="value">{domain}</bdi>
  switch (result) {
    case 'pass':
      return (
        <>
          {server} is on the list of {owner}.
        </>
      )
    case 'fail':
      return (
        <>
          {server} is not on the list, and {owner} asks receivers to refuse servers that are not.
        </>
      )
    case 'softfail':
      return (
        <>
          {server} is not on the list of {owner}, which says: probably not permitted.
        </>
      )
    case 'neutral':
      return (
        <>
          {owner} does not say whether {server} may send.
        </>
      )
    case 'none':
      return <>{owner} has no such list.</>
    case 'temperror':
      return <>Not all of the list of {owner} could be seen.</>
    default:
      return <>Receivers cannot read the list of {owner}.</>
  }
}

export function Dkim({ story: { dkim, moreSignatures, from }, questions }: ProofProps) {
  if (dkim.length === 0) return <Follows verdict="fail">The mail carries no signature.</Follows>
  return (
    <>
      {dkim.map((signature, index) => (
        <Signature
          key={`${index} ${signature.domain} ${signature.selector}`}
          signature={signature}
          from={from}
          questions={questions}
        />
      ))}
      {moreSignatures > 0 && <p className="text-sm text-muted">And {count(moreSignatures, 'more signature')}, not shown.</p>}
    </>
  )
}

type SignatureOf = StoryView['dkim'][number]

function Signature({ signature, from, questions }: { signature: SignatureOf; from: string; questions: QuestionLine[] }) {
  const { domain, selector, key, gap, result, alignment, aligned } = signature
  return (
    <div className="grid gap-3 border-t border-line pt-4 first:border-t-0 first:pt-0">
      <p className="max-w-[66ch]">
        A signature says: <bdi className="value">d={domain || '(nothing)'}</bdi>, key <bdi className="value">s={selector}</bdi>.
        Receivers fetch that key from DNS.
      </p>
      {domain && selector && (
        <Asked name={`${selector}._domainkey.${domain}`} type="TXT" questions={questions} answer={key} gap={gap} />
      )}
      <Follows verdict={result === 'pass' ? 'pass' : result === 'temperror' ? 'unknown' : 'fail'}>
        {whyHolds(signature)} DKIM says <bdi className="value">{result}</bdi>.
      </Follows>
      {result === 'pass' && <StandsFor domain={domain} from={from} alignment={alignment} aligned={aligned} />}
    </div>
  )
}

function whyHolds({ result, body, key, reason, gap }: SignatureOf): string {
  if (result === 'pass') return 'With it the signature holds: nobody has changed the mail since.'
  if (gap) return 'The key could not be fetched, so nobody can tell.'
  if (key === null) return 'There is no key at that name, so the signature proves nothing.'
  if (body === false) return 'The body is not the one that was signed: something changed it on the way.'
  return `The signature does not hold${reason ? ` (${reason})` : ''}.`
}

interface StandsForProps {
  domain: string
  from: string
  alignment: StoryAlignment
  aligned: boolean | null
}

/** Alignment, for a beginner: whose domain is it, compared with the one that readers see? */
function StandsFor({ domain, from, alignment, aligned }: StandsForProps) {
  if (from === '') return null
  const proven = <bdi className="value">{domain}</bdi>
  const shown = <bdi className="value">{from}</bdi>
  if (alignment === 'unseen' || aligned === null)
    return (
      <Follows verdict="unknown">
        Whether {proven} stands for {shown} could not be checked.
      </Follows>
    )
  if (alignment === 'strict') return <Follows verdict="pass">It is for {shown} itself, the domain that readers see.</Follows>
  if (alignment === 'none')
    return (
      <Follows verdict="warn">
        But it is for {proven}. Readers see {shown}, which belongs to another organization, so this does not count for it.
      </Follows>
    )
  return aligned ? (
    <Follows verdict="pass">
      {proven} and {shown} belong to one organization, so it counts.
    </Follows>
  ) : (
    <Follows verdict="warn">
      {proven} and {shown} belong to one organization, but the rule of {shown} asks for the very same name, so it does not count.
    </Follows>
  )
}
