/**
 * What a domain's report says first: three answers. *Receiving*: does mail to it arrive? *Sending*: will its mail be taken? *Forgery*: can
 * others send as it? Each is the worst of the findings that bear on it, in that finding's own words, or one good sentence.
 */
import { say, type Words } from './check.ts'
import type { MailExchange } from './facts/mail-exchange.ts'
import type { Headline } from './headline.ts'
import type { ReportAnswer, ReportFinding } from './report.ts'
import type { FirstFix, Score } from './score.ts'

interface Question {
  id: ReportAnswer['id']
  /** Findings that bear on it: whole sections, or single checks of others. Earlier ones speak before later ones of the same verdict. */
  sections: string[]
  checks: string[]
  /** Without these nothing can be said: not looked at, there is no answer; silent, the answer is that we do not know. */
  needs: string[]
}

const questions: Question[] = [
  { id: 'receiving', sections: ['mx', 'transport', 'zone'], checks: [], needs: ['mx-record'] },
  { id: 'sending', sections: ['spf', 'dkim', 'blocklist'], checks: [], needs: ['spf-record'] },
  { id: 'forgery', sections: ['dmarc'], checks: ['spf-all'], needs: ['dmarc-record', 'dmarc-policy'] },
]

/** Rows that answer none of the three: about reports, what a server does for strangers, what a wildcard hides from us, how young the domain is. */
const aside = [
  ...['dmarc-rua', 'dmarc-rua-authorised', 'dmarc-rua-deliverable', 'dmarc-ruf', 'dmarc-fo', 'tls-rpt'],
  ...['ns-open-resolver', 'ns-zone-transfer', 'soa-contact', 'wildcard', 'domain-age'],
]

/** What the answers say beyond the findings, as far as it is known. */
export interface KnownOfDomain {
  /** Where its mail goes. */
  exchange?: MailExchange | undefined
  /** SPF permits nobody to send as it. */
  silent?: boolean
}

/** The answers to the questions that these findings bear on. */
export function answersOf(domain: string, findings: ReportFinding[], known: KnownOfDomain): ReportAnswer[] {
  return questions.flatMap((question) => {
    const counting = findings.filter(({ id }) => !aside.includes(id))
    const about = counting.filter(({ id, section }) => question.sections.includes(section) || question.checks.includes(id))
    const asked = question.needs.every((id) => about.some((one) => one.id === id))
    return asked ? [answer(question, domain, about, known)] : []
  })
}

function answer({ id, needs }: Question, domain: string, about: ReportFinding[], known: KnownOfDomain): ReportAnswer {
  const heaviest = (verdict: string) => about.filter((one) => one.verdict === verdict).sort((a, b) => b.costs - a.costs)[0]
  for (const verdict of ['fail', 'warn'] as const) {
    const finding = heaviest(verdict)
    if (finding) return { id, verdict, by: finding.id, say: finding.explanation }
  }
  const silent = about.find((one) => one.verdict === 'unknown' && needs.includes(one.id))
  if (silent) return { id, verdict: 'unknown', by: silent.id, say: silent.explanation }
  if (id === 'receiving' && known.exchange?.kind === 'null-mx') {
    return { id, verdict: 'info', by: 'mx-record', say: say`${domain} says that it takes no mail.` }
  }
  return { id, verdict: 'pass', say: good(id, domain, known) }
}

function good(id: ReportAnswer['id'], domain: string, { exchange, silent }: KnownOfDomain): Words {
  switch (id) {
    case 'receiving': {
      const servers = new Set(exchange?.exchanges.map((one) => one.exchange)).size
      if (servers === 1) return say`Mail to ${domain} goes to one server. Nothing we checked stands in its way.`
      return servers === 0
        ? say`Nothing we checked stands in the way of mail to ${domain}.`
        : say`Mail to ${domain} goes to ${servers} servers. Nothing we checked stands in its way.`
    }
    case 'sending':
      return silent
        ? say`${domain} says that nobody may send as it.`
        : say`${domain} names who may send for it, and receivers can read it.`
    case 'forgery':
      return say`Receivers are told to stop mail that only pretends to be from ${domain}.`
  }
}

/** The whole domain, or address, in one sentence. */
export function domainHeadline(findings: ReportFinding[], { score }: Score, first: FirstFix[]): Headline {
  const of = (verdict: string) => findings.filter((one) => one.verdict === verdict)
  const [problems, warnings] = [of('fail'), of('warn')]
  const leading = findings.find(({ id }) => id === first[0]?.id)
  const cause = (finding: ReportFinding | undefined) => (finding ? { cause: finding.explanation } : {})
  if (problems.length > 0) {
    const say = counted(problems.length)
    return { kind: 'fix-first', say, ...cause(leading?.verdict === 'fail' ? leading : problems[0]) }
  }
  if (score === null) {
    const [silent] = of('unknown').sort((a, b) => Number(b.side === 'theirs') - Number(a.side === 'theirs'))
    return { kind: 'not-conclusive', say: say`We could not check enough to judge this.`, ...cause(silent) }
  }
  if (warnings.length > 0) return { kind: 'ready-with-advice', say: advice(warnings.length), ...cause(leading ?? warnings[0]) }
  return { kind: 'ready', say: say`Everything we checked is in order.` }
}

function counted(problems: number): Words {
  return problems === 1 ? say`One thing needs to be fixed.` : say`${problems} things need to be fixed.`
}

function advice(warnings: number): Words {
  return warnings === 1 ? say`It works. One thing would make it safer.` : say`It works. ${warnings} things would make it safer.`
}
