import { createHash } from 'node:crypto'
import { say, type Words } from '../check.ts'
import { readFields } from '../records/fields.ts'
import { isMtaSts, looksLikeMtaSts, type PolicyMode } from '../records/mta-sts.ts'
import { isHostName, normalDomain } from '../records/names.ts'
import { writeMtaSts, writeMtaStsPolicy } from '../records/write-mta-sts.ts'
import type { OtherField } from '../records/written.ts'
import {
  type Answers,
  answered,
  type Builder,
  type BuilderQuestion,
  type Built,
  type Known,
  listed,
  type Part,
  type Remark,
  shown,
  type Trouble,
} from './builder.ts'

/** Encryption on the way to the domain that nobody on the line can switch off: a record, and a policy file that it announces. */
export const mtaSts: Builder = {
  kind: 'mta-sts',
  title: 'MTA-STS',
  does: say`Encryption that cannot be switched off: a file says which servers take the domain's mail, always encrypted, and a record tells of it.`,
  reference: 'RFC 8461',
  nameAt: (domain) => `_mta-sts.${domain}`,
  holds: (text) => isMtaSts(text) || looksLikeMtaSts(text),

  begin: ({ mx = [] }) => ({ mx: [mx.join('\n')], mode: ['testing'], age: ['604800'] }),

  questions: ({ mx }) => questions(mx),

  build(known, answers) {
    const { hosts, troubles } = hostsIn(answers)
    const mode = answered(answers, 'mode')
    const maxAge = Number(answered(answers, 'age') || Number.NaN)
    if (hosts.length === 0 && troubles.length === 0 && mode !== 'none')
      return { wanting: say`Name the servers that take mail for ${known.domain}.` }
    const policy = writeMtaStsPolicy({ mode: mode as PolicyMode, maxAge, mx: hosts })
    const problems = 'text' in policy ? [] : policy.problems.filter(({ field }) => !field.startsWith('mx'))
    const fields: Record<string, string> = { mode: 'mode', maxAge: 'age' }
    troubles.push(
      ...problems.map(({ problem, field, found }) => ({
        problem,
        found,
        field: fields[field] ?? field,
        say: say`Choose one of the answers.`,
      })),
    )
    if (troubles.length > 0 || !('text' in policy)) return { troubles }
    const record = writeMtaSts({ id: idFor(policy.text), others: othersIn(known) })
    if (!('text' in record)) throw new Error(`mta-sts: ${JSON.stringify(record.problems)}`)
    return { built: built(known, mode as PolicyMode, record.text, policy.text) }
  },
}

/**
 * An id as RFC 8461 §3.1 has them, the day and a digest of the policy: another policy has another one, and while the form is filled in it
 * stays.
 */
export function idFor(policy: string, now = new Date()): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '')
  return `${day}${createHash('sha256').update(policy).digest('hex').slice(0, 12)}`
}

/** Extensions in the published record that can be written again. */
function othersIn({ texts }: Known): OtherField[] {
  const { fields } = readFields(texts[0] ?? '', 'v=STSv1')
  const once = new Map(
    fields.filter(({ name }) => name !== 'id' && name !== 'v').map(({ name, value }) => [name, { name, value }]),
  )
  return [...once.values()].filter((field) => 'text' in writeMtaSts({ id: '1', others: [field] }) && !/[<>]/.test(field.value))
}

const mostHosts = 30

function hostsIn(answers: Answers): { hosts: string[]; troubles: Trouble[] } {
  const typed = listed(answers, 'mx')
  const read = typed.slice(0, mostHosts).map((text) => ({ text, host: hostOf(text) }))
  const troubles = read.flatMap(({ text, host }): Trouble[] =>
    host === undefined ? [{ field: 'mx', problem: 'bad-mx', found: text, say: say`${shown(text)} is no name of a server.` }] : [],
  )
  if (typed.length > mostHosts) {
    troubles.push({
      field: 'mx',
      problem: 'too-many',
      found: `${typed.length}`,
      say: say`These are ${typed.length} names; ${mostHosts} are the most here.`,
    })
  }
  return { hosts: [...new Set(read.flatMap(({ host }) => host ?? []))], troubles }
}

function hostOf(text: string): string | undefined {
  const [, star = '', rest = ''] = /^(\*\.)?(.*)$/s.exec(text.toLowerCase()) ?? []
  const name = normalDomain(rest)
  return isHostName(name) ? `${star}${name}` : undefined
}

function questions(mx: Known['mx']): BuilderQuestion[] {
  return [
    {
      name: 'mx',
      kind: 'lines',
      ask: 'Which servers take the mail?',
      help: mx?.length
        ? say`These are the ones in DNS. One a line; ${'*.'} stands for one label.`
        : say`The names in your MX records, one a line; ${'*.'} stands for one label.`,
      placeholder: 'Name of a server',
    },
    {
      name: 'mode',
      kind: 'one',
      ask: 'What should senders do when encryption fails?',
      choices: [
        { value: 'testing', label: 'Deliver, and report it', say: say`Where everyone begins, together with TLS reporting.` },
        { value: 'enforce', label: 'Not deliver', say: say`After two weeks of clean reports.` },
        {
          value: 'none',
          label: 'Forget the policy',
          say: say`On the way out: keep this until the old policy has run out everywhere.`,
        },
      ],
    },
    {
      name: 'age',
      kind: 'one',
      ask: 'How long may senders remember it?',
      choices: [
        { value: '86400', label: 'A day', say: say`While you try it out.` },
        { value: '604800', label: 'A week' },
        { value: '2592000', label: '30 days' },
        { value: '31557600', label: 'A year', say: say`The most. A change of servers has to be in the policy first.` },
      ],
    },
  ]
}

function built(known: Known, mode: PolicyMode, value: string, text: string): Built {
  const { domain } = known
  const parts = value.split(' ').map((part): Part => ({ text: part, ...meaningOf(part) }))
  return { value, parts, remarks: remarks(known, mode), file: { url: `https://mta-sts.${domain}/.well-known/mta-sts.txt`, text } }
}

function meaningOf(part: string): { say: Words; kept?: true } {
  if (part.startsWith('v=')) return { say: say`This is an MTA-STS record.` }
  if (part.startsWith('id='))
    return { say: say`Senders that see a new one read the file again. It changes with every change of the file.` }
  return { say: say`As it stands today.`, kept: true }
}

function remarks({ domain, texts, mx }: Known, mode: PolicyMode): Remark[] {
  const host = `mta-sts.${domain}`
  const found: (Remark | false)[] = [
    {
      verdict: 'info',
      say: say`First serve the file at ${host}, over HTTPS with a certificate for that name, as ${'text/plain'} and without a redirect. Then publish the record.`,
    },
    texts.length > 0 && { verdict: 'info', say: say`Only when the file changes does the record need the new id.` },
    mode === 'enforce' && {
      verdict: 'warn',
      say: say`A server that is not in the file, or without a certificate for its name, then gets no mail from senders that know the policy.`,
    },
    mx?.length === 0 && { verdict: 'warn', say: say`${domain} has no MX record: no mail comes here that could be protected.` },
    texts.length > 1 && {
      verdict: 'info',
      say: say`There are ${texts.length} records now, so senders use none. This one takes the place of all.`,
    },
  ]
  return found.filter((one) => one !== false)
}
