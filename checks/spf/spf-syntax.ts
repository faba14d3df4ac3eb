import { isIPv4, isIPv6 } from 'node:net'
import { type Check, type Evidence, fail, type Fix, info, pass, say, warn, type Words } from '../check.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { spfTree } from '../facts/spf-tree.ts'
import { type GluedTerms, readSpf, type SpfProblem, spfProblems, type SpfRecord } from '../records/spf.ts'
import type { Problem } from '../records/tags.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, replaced, seamsOf } from './change.ts'

/** Can receivers read the record? One wrong term makes all of it a permanent error. */
export const spfSyntax: Check<Domain> = {
  id: 'spf-syntax',
  title: 'SPF syntax',
  reference: 'RFC 7208 §4.6, §6, §12',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const { root } = await spfTree(subject, net)
    const { domain, record } = root
    if (!record) return noRecord('no-record', root)
    const seams = seamsOf(root)
    const problem = worst(record.problems.filter((one) => !isElsewhere(one, seams)))
    if (!problem && !record.valid) {
      const explanation = say`The SPF record cannot be read, for a reason that has a row of its own.`
      return info('no-record', { evidence: sawSpf(root), explanation })
    }
    if (!problem) return pass('valid', { evidence: sawSpf(root), explanation: say`The SPF record can be read.` })
    const evidence = [...sawSpf(root), ...record.problems.slice(0, 10).map(sawProblem)]
    const explanation = heading(problem)
    if (problem.problem === 'unknown-modifier') return info('unknown-modifier', { evidence, explanation })
    const fix = correct(domain, record, problem)
    if (problem.problem === 'mistyped-term') return warn('mistyped-term', { evidence, explanation, fix })
    return fail(problem.problem, { evidence, explanation, fix })
  },
}

/** spf-macro names macros that cannot be read, and spf-size terms that touch where two strings are joined. */
function isElsewhere({ problem, column }: Problem<SpfProblem>, seams: GluedTerms[]): boolean {
  const inSeam = seams.some((seam) => column >= seam.column && column < seam.column + seam.found.length)
  return problem === 'bad-macro' || inSeam
}

function worst(problems: Problem<SpfProblem>[]): Problem<SpfProblem> | undefined {
  const named = spfProblems.map((name) => problems.find(({ problem }) => problem === name))
  return named.find((problem) => problem !== undefined)
}

function sawProblem({ problem, column, found }: Problem<SpfProblem>): Evidence {
  return { where: `${problem} at character ${column}`, what: found }
}

function heading({ problem, column, found }: Problem<SpfProblem>): Words {
  switch (problem) {
    case 'non-ascii':
      return say`The SPF record has a character that is not plain ASCII, at position ${column}. Receivers cannot read the record.`
    case 'glued':
      return say`A space is missing inside ${found}. Receivers cannot read the SPF record.`
    case 'unknown-mechanism':
      return say`SPF has no term like ${found}. Receivers cannot read the record.`
    case 'bad-ip':
      return say`The address in ${found} is not right. Receivers cannot read the SPF record.`
    case 'bad-domain':
    case 'bad-macro':
      return say`The name in ${found} is not right. Receivers cannot read the SPF record.`
    case 'repeated-modifier':
      return say`${found} is the second of its kind. Receivers cannot read the SPF record.`
    case 'mistyped-term':
      return say`${found} does nothing: receivers take it for something they do not know.`
    case 'unknown-modifier':
      return say`Receivers ignore ${found}.`
  }
}

function correct(domain: string, record: SpfRecord, problem: Problem<SpfProblem>): Fix {
  const better = replaced(domain, record, repaired(record.text, problem))
  return {
    who: 'dns',
    say: better
      ? say`Correct the record.`
      : say`Correct or remove ${problem.found}, at character ${problem.column} of the record.`,
    why: say`One term that cannot be read makes receivers give up on the whole record; a term they ignore permits nobody.`,
    ...records(better),
  }
}

/** What was most probably meant. It is only offered when it makes a valid record. */
function repaired(text: string, { problem, column, found }: Problem<SpfProblem>): string {
  const instead = (term: string) => text.slice(0, column - 1) + term + text.slice(column - 1 + found.length)
  switch (problem) {
    case 'non-ascii':
      // A word processor's dash was a hyphen: without it, `–all` would permit the whole world.
      return text
        .normalize('NFKC')
        .replace(/[\u2010-\u2015\u2212]/g, '-')
        .replace(/[\u02dc\u223c\u301c]/g, '~')
        .replace(/[\s\u00a0\u2000-\u200b\ufeff]+/g, ' ')
        .replace(/[^\x20-\x7e]/g, '')
        .trim()
    case 'glued':
      return instead(
        found.replace(/(?<=.)([~?+-]all)$/i, ' $1').replace(/(?=(?:include|ip4|ip6|exists|mx|a):)(?<=[:=].+?)/i, ' '),
      )
    case 'mistyped-term':
      return /^v=/i.test(found) ? instead('').replace(/ {2,}/g, ' ').trim() : instead(found.replace('=', ':'))
    case 'bad-ip':
    case 'bad-domain':
    case 'unknown-mechanism':
      return instead(asAddress(found) ?? found)
    default:
      return text
  }
}

/** `ip4:2001:db8::1`, `a:192.0.2.1` and `ip:192.0.2.1` with the mechanism that takes such an address. */
function asAddress(term: string): string | undefined {
  const [, qualifier = '', address = '', prefix = ''] = /^([+~?-]?)[a-z0-9]+:([0-9a-f.:]+)(\/\d{1,3})?$/i.exec(term) ?? []
  const mechanism = isIPv4(address) ? 'ip4' : isIPv6(address) ? 'ip6' : undefined
  const better = mechanism && `${qualifier}${mechanism}:${address}${prefix}`
  return better && readSpf(`v=spf1 ${better}`).valid ? better : undefined
}
