/** A builder's page: its questions with what was answered, and the record that comes of it. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { getDomain } from 'tldts'
import {
  aboutAlias,
  type Answers,
  type Builder,
  type BuilderKind,
  type BuilderQuestion,
  builderOf,
  builders,
  changesTo,
  type Known,
  type Part,
  type Remark,
  spfLookups,
} from '#checks/builders/index.ts'
import type { Net } from '#checks/net.ts'
import type { ReportRecordChange, ReportWords } from '#checks/report.ts'
import { rehearse } from '#net/overlay.ts'
import { readTyped, unicodeForm } from '../scan/typed.server.ts'
import { knownOf, type Source } from './known.server.ts'
import { within } from './world.server.ts'

export interface AskedQuestion extends BuilderQuestion {
  values: readonly string[]
  /** What is wrong with the answer. */
  troubles: ReportWords[]
}

export interface BuiltRecord {
  name: string
  /** The name as most DNS panels want it: without the zone, `@` for the zone itself. */
  panelName: string
  value: string
  /** What to publish; empty when it is published already. */
  changes: ReportRecordChange[]
  parts: Part[]
  remarks: Remark[]
  file: { url: string; text: string } | null
  /** The path where it is rehearsed. */
  rehearsal: string
}

export type Result = { state: 'wanting'; say: ReportWords } | { state: 'troubled' } | ({ state: 'built' } & BuiltRecord)

export interface BuilderHead {
  kind: BuilderKind
  title: string
  does: ReportWords
  reference: string
}

export interface BuildPage {
  builder: BuilderHead
  domain: string
  /** The domain in its own script, when that is another form. */
  unicode: string | null
  source: Source
  /** How many records of this kind are published. */
  published: number
  questions: AskedQuestion[]
  result: Result
}

const headOf = ({ kind, title, does, reference }: Builder): BuilderHead => ({ kind, title, does, reference })

/** Every builder, in order. */
export const builderHeads = (): BuilderHead[] => builders.map(headOf)

export type BuilderData =
  | { page: BuildPage }
  /** Which domain? `typed` was none, and `problem` says why. */
  | { builder: BuilderHead; typed: string; problem: { say: string; suggestion?: string } | null }

/** Characters of one answer, and answers to one question; more is cut. */
const longestAnswer = 4000
const mostAnswers = 60
/** The page comes after this, whoever is silent. */
const patienceMs = 1500

type Context = Pick<LoaderFunctionArgs['context'], 'client'>

/**
 * What stands at `/build/{kind}`.
 * @throws {Response} 404 for a kind that is none
 */
export async function builderData(request: Request, context: Context, kind: string | undefined): Promise<BuilderData> {
  const builder = builderOf(kind)
  if (!builder) throw new Response('There is no builder for such a record.', { status: 404 })
  const typed = (new URL(request.url).searchParams.get('domain') ?? '').slice(0, longestAnswer)
  // Who types the name of the record means the domain it belongs to.
  const prefix = builder.nameAt('')
  const read = readTyped(prefix !== '' && typed.startsWith(prefix) ? typed.slice(prefix.length) : typed)
  if ('domain' in read) {
    const given = new URL(request.url).searchParams
    const answered = given.has('answered') ? (name: string) => given.getAll(name) : null
    return { page: await buildPage(request, context, { builder, domain: read.domain, answered }) }
  }
  return { builder: headOf(builder), typed: typed.slice(0, 500), problem: read.code === 'empty' ? null : read }
}

export interface Building {
  builder: Builder
  domain: string
  /** What was answered to a question; null when nothing was yet. */
  answered: ((name: string) => string[]) | null
}

/** The questions about a domain, and the record that comes of the answers. */
export async function buildPage(request: Request, context: Context, { builder, domain, answered }: Building): Promise<BuildPage> {
  const { known, source, net } = await knownOf(request, context, builder, domain)
  const begun = builder.begin(known)
  const names = builder.questions(known, begun).map(({ name }) => name)
  const answers = answered ? answersTo(names, answered) : begun
  const outcome = builder.build(known, answers)
  const troubles = 'troubles' in outcome ? outcome.troubles : []
  return {
    builder: headOf(builder),
    ...{ domain, source, unicode: unicodeForm(domain), published: known.texts.length },
    questions: builder.questions(known, answers).map((question) => ({
      ...question,
      values: answers[question.name] ?? [],
      troubles: troubles.filter(({ field }) => field === question.name).map(({ say }) => say),
    })),
    result: await resultOf(builder, known, outcome, net),
  }
}

const answersTo = (names: string[], answered: (name: string) => string[]): Answers =>
  Object.fromEntries(
    names.map((name) => [
      name,
      answered(name)
        .slice(0, mostAnswers)
        .map((value) => value.slice(0, longestAnswer)),
    ]),
  )

async function resultOf(builder: Builder, known: Known, outcome: ReturnType<Builder['build']>, net: Net | null): Promise<Result> {
  if ('wanting' in outcome) return { state: 'wanting', say: outcome.wanting }
  if ('troubles' in outcome) return { state: 'troubled' }
  const { value, parts, remarks, file = null } = outcome.built
  const name = builder.nameAt(known.domain)
  const changes = changesTo(name, known, value)
  const lookups =
    builder.kind === 'spf' && net ? await within(patienceMs, spfLookups(known.domain, rehearse(net, changes))) : undefined
  const asked = new URLSearchParams({ name, type: 'TXT', value, ...(file && { policy: file.text }) })
  return {
    state: 'built',
    ...{ name, panelName: panelName(name), value, changes, parts, file },
    remarks: [...aboutAlias(name, known), ...(lookups ? [lookups] : []), ...remarks],
    rehearsal: `/domain/${known.domain}/what-if?${asked}`,
  }
}

/** The zone is taken to be the domain that somebody registered: most are. */
function panelName(name: string): string {
  const zone = getDomain(name, { allowPrivateDomains: true }) ?? name
  return name === zone ? '@' : name.slice(0, -zone.length - 1)
}
