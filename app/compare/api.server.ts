/** Two reports held against each other, for programs. */
import type { ChangedFinding } from '#checks/compare.ts'
import { badRequest, Refusal } from '../api.server.ts'
import type { ApiComparison } from '../api.ts'
import { notFound, problem } from '../problem.server.ts'
import { type ComparePage, comparePage } from './page.server.ts'
import { sentenceOf } from './sentence.ts'
import type { SideHead } from './sides.server.ts'

/**
 * What differs between `a` and `b` of the query.
 * @throws {Refusal} 400 when one is not named, or they are of different kinds; 404 for what is unknown, deleted or another's; 409 when one has no
 * report yet
 */
export async function compareAnswer(request: Request): Promise<ApiComparison> {
  const { searchParams } = new URL(request.url)
  if (!searchParams.get('a') || !searchParams.get('b')) throw badRequest('Name two: a and b, each a mail or a scan by its id.')
  const page = await pageOf(request)
  if (page.kind === 'waiting') {
    const words = { status: 409, code: 'not-reported', detail: 'One of the two has no report yet. Ask again when it has.' }
    throw new Refusal(problem(words))
  }
  if (page.kind !== 'compared') throw new Refusal(notFound())
  const { a, b, matters, receivers, others, ways, records, fields, content } = page.comparison
  return {
    ...{ a: sideOf(a), b: sideOf(b), sentence: sentenceOf(page.comparison) },
    ...{ matters: matters.map(outcomes), receivers: receivers.map(outcomes), others: others.map(outcomes) },
    ways: ways.map(({ what, before, after }) => ({ what, before, after })),
    ...{ records, fields, content },
  }
}

/** The page says in words why there is none. */
async function pageOf(request: Request): Promise<ComparePage> {
  try {
    return await comparePage(request)
  } catch (error) {
    if (error instanceof Response) throw error.status === 404 ? new Refusal(notFound()) : badRequest(await error.text())
    throw error
  }
}

const sideOf = ({ ref, title, about, at, score }: SideHead) => ({ ref, title, about, at, score })

const outcomes = ({ id, before, after }: ChangedFinding) => ({
  id,
  before: { verdict: before.verdict, code: before.code, explanation: before.say.text },
  after: { verdict: after.verdict, code: after.code, explanation: after.say.text },
})
