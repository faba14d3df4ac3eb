import { say } from '../check.ts'
import type { DmarcPolicy } from '../records/write-dmarc.ts'
import type { BuilderQuestion, Choice } from './builder.ts'

const policies: Choice[] = [
  { value: 'none', label: 'Nothing yet, only watch', say: say`Where everyone begins. Forged mail is still delivered.` },
  { value: 'quarantine', label: 'Into the spam folder', say: say`Once the reports show that your own mail passes.` },
  { value: 'reject', label: 'Refuse it', say: say`The aim: nobody else can send as you.` },
]

const plain = ({ value, label }: Choice): Choice => ({ value, label })

/** The questions about a policy. `now`: the one published; what is unusual is offered only where it stands already. */
export function dmarcQuestions(domain: string, now: DmarcPolicy): BuilderQuestion[] {
  return [
    { name: 'p', kind: 'one', ask: `What should happen to mail that claims ${domain} and cannot prove it?`, choices: policies },
    {
      name: 'rua',
      kind: 'lines',
      ask: 'Where should the daily reports go?',
      help: say`They tell which servers send as ${domain}, and what passes. A mailbox for programs rather than people; one address a line.`,
      placeholder: 'E-mail address',
    },
    {
      name: 'sp',
      kind: 'one',
      ask: `And mail from names below ${domain}?`,
      choices: [{ value: '', label: 'The same' }, ...policies.map(plain)],
    },
    {
      name: 'np',
      kind: 'one',
      ask: 'And from names below it that do not exist?',
      help: say`Nobody sends from there but a forger, so refusing is safe. Not every receiver knows this rule yet.`,
      choices: [{ value: '', label: 'As names below it' }, ...policies.map(plain)],
    },
    {
      name: 't',
      kind: 'several',
      ask: 'Try it out first?',
      choices: [
        {
          value: 'y',
          label: 'Yes: receivers take the rule back by one level',
          say: say`Refusing becomes the spam folder, the spam folder becomes watching. Older receivers do not know this and apply the rule.`,
        },
      ],
    },
    {
      name: 'exact',
      kind: 'several',
      ask: 'Which proof must name exactly the domain in From?',
      help: say`Usually none: a name below it, or above it within your organization, counts too.`,
      choices: [
        { value: 'adkim', label: 'The signature' },
        { value: 'aspf', label: 'The bounce address' },
      ],
      rare: true,
    },
    {
      name: 'psd',
      kind: 'one',
      ask: `Does ${domain} stand for itself?`,
      choices: [
        { value: 'u', label: 'As usual: its organization is found by itself' },
        {
          value: 'n',
          label: 'Yes, as an organization of its own',
          say: say`For a name that should not be taken for part of what is above it.`,
        },
        ...(now.psd === 'y' ? [{ value: 'y', label: 'Others register their domains under it' }] : []),
      ],
      rare: true,
    },
  ]
}
