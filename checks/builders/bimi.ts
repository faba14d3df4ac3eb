import { say, type Words } from '../check.ts'
import { isBimi, looksLikeBimi, readBimi } from '../records/bimi.ts'
import { readTags } from '../records/tags.ts'
import { httpsUriOf } from '../records/uris.ts'
import { writeBimi } from '../records/write-bimi.ts'
import type { OtherField } from '../records/written.ts'
import {
  type Answers,
  answered,
  type Builder,
  type BuilderQuestion,
  type Known,
  type Part,
  type Remark,
  shown,
  type Trouble,
} from './builder.ts'

/** The logo beside mail of the domain. */
export const bimi: Builder = {
  kind: 'bimi',
  title: 'BIMI',
  does: say`The logo that mail programs may show beside mail from the domain, when that mail passes DMARC.`,
  reference: 'BIMI draft §4.3',
  nameAt: (domain) => `default._bimi.${domain}`,
  holds: (text) => isBimi(text) || looksLikeBimi(text),

  begin({ texts }) {
    const { logo, certificate, declined } = readBimi(texts[0] ?? '')
    return { want: [texts.length > 0 && declined ? 'none' : 'logo'], logo: [logo], certificate: [certificate] }
  },

  questions: () => questions,

  build(known, answers) {
    const want = answered(answers, 'want')
    if (want !== 'logo' && want !== 'none') {
      return { troubles: [{ field: 'want', problem: 'missing', found: want, say: say`Choose one of the answers.` }] }
    }
    const { logo, certificate, troubles } = addresses(answers)
    const isShown = want === 'logo'
    if (isShown && troubles.length > 0) return { troubles }
    if (isShown && logo === '') return { wanting: say`Say where the logo is.` }
    const result = writeBimi({ logo: isShown ? logo : '', certificate: isShown ? certificate : '', others: othersIn(known) })
    if (!('text' in result)) throw new Error(`bimi: ${JSON.stringify(result.problems)}`)
    const parts = result.text
      .split(/; |;$/)
      .filter(Boolean)
      .map((part): Part => ({ text: part, ...meaningOf(part) }))
    return { built: { value: result.text, parts, remarks: isShown ? remarks(known, logo, certificate) : [] } }
  },
}

const questions: BuilderQuestion[] = [
  {
    name: 'want',
    kind: 'one',
    ask: 'Should mail programs show a logo?',
    choices: [
      { value: 'logo', label: 'Yes, this one' },
      { value: 'none', label: 'No, none', say: say`Says so in public. No record at all does the same.` },
    ],
  },
  {
    name: 'logo',
    kind: 'text',
    ask: 'Where is the logo?',
    help: say`A square SVG Tiny PS of at most 32 KB, open to everyone.`,
    placeholder: 'https address of the SVG',
  },
  {
    name: 'certificate',
    kind: 'text',
    ask: 'And its mark certificate?',
    help: say`A VMC or CMC as PEM file. Without one Gmail and Apple show no logo; Yahoo and others may.`,
    placeholder: 'https address of the PEM file',
  },
]

function addresses(answers: Answers): { logo: string; certificate: string; troubles: Trouble[] } {
  const [logo, certificate] = (['logo', 'certificate'] as const).map((name) => ({
    name,
    typed: answered(answers, name),
    uri: httpsUriOf(answered(answers, name)),
  }))
  const troubles = [logo, certificate].flatMap((one): Trouble[] => {
    if (!one || one.typed === '' || one.uri !== undefined) return []
    const words = say`${shown(one.typed)} is no https address. It begins with ${'https://'} and has no spaces.`
    return [{ field: one.name, problem: 'not-https', found: one.typed, say: words }]
  })
  if (logo?.typed === '' && certificate?.typed !== '') {
    troubles.push({ field: 'logo', problem: 'l-missing', found: '', say: say`A certificate goes with a logo.` })
  }
  return { logo: logo?.uri ?? '', certificate: certificate?.uri ?? '', troubles }
}

/** Tags of the published record that are not asked about. */
function othersIn({ texts }: Known): OtherField[] {
  const { tags } = readTags(texts[0] ?? '')
  const others = tags.filter(({ name }) => !['v', 'l', 'a'].includes(name)).map(({ name, value }) => ({ name, value }))
  return others.filter(
    (field) => 'text' in writeBimi({ logo: '', certificate: '', others: [field] }) && !/[<>]/.test(field.value),
  )
}

function meaningOf(part: string): { say: Words; kept?: true } {
  if (part.startsWith('v=')) return { say: say`This is a BIMI record.` }
  if (part === 'l=') return { say: say`There is no logo.` }
  if (part.startsWith('l=')) return { say: say`The logo is there.` }
  if (part === 'a=') return { say: say`And no certificate for one.` }
  if (part.startsWith('a=')) return { say: say`This certificate says that the logo is yours.` }
  return { say: say`As it stands today.`, kept: true }
}

function remarks({ domain, texts }: Known, logo: string, certificate: string): Remark[] {
  const found: (Remark | false)[] = [
    {
      verdict: 'info',
      say: say`A logo is shown only when DMARC of ${domain} asks for ${'quarantine'} or ${'reject'}, without a trial.`,
    },
    !/\.svgz?$/i.test(new URL(logo).pathname) && {
      verdict: 'info',
      say: say`The address of the logo does not end in ${'.svg'}. What counts is that it is one.`,
    },
    certificate === '' && { verdict: 'info', say: say`Without a certificate some mail programs show no logo.` },
    texts.length > 1 && {
      verdict: 'info',
      say: say`There are ${texts.length} records now, so nobody uses any. This one takes the place of all.`,
    },
  ]
  return found.filter((one) => one !== false)
}
