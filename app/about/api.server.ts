/** What this Seedbed is and checks, as the API gives it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { knownChecks } from '#checks/catalogue.ts'
import { badRequest, give, Refusal } from '../api.server.ts'
import { inShort } from '../privacy/kept.ts'
import { privacySettings } from '../privacy/settings.server.ts'
import { privacySections } from '../privacy/statements.ts'
import { notFound, problem } from '../problem.server.ts'
import { setupSteps } from '../setup/page.server.ts'
import { inShort as setupInShort } from '../setup/steps.ts'
import { status } from '../status/look.server.ts'
import { seesAll } from '../status/operator.server.ts'
import { forEverybody } from '../status/parts.ts'
import { checkListSchema, checkSchema, privacySchema, scoreSchema, setupSchema, statusSchema } from './api.ts'
import { checkPage, scorePage } from './catalogue.server.ts'

export async function checksAnswer(): Promise<Response> {
  const checks = knownChecks().map(({ id, title, reference, asked }) => ({ id, title, reference, asked }))
  return give(checkListSchema, { checks })
}

export async function statusAnswer(asked: ActionFunctionArgs): Promise<Response> {
  const [all, parts] = await Promise.all([seesAll(asked), status()])
  return give(statusSchema, { parts: all ? parts : forEverybody(parts) })
}

export async function checkAnswer({ params: { id } }: ActionFunctionArgs): Promise<Response> {
  const page = checkPage(id)
  if (!page) return notFound()
  const { check, weights, mendedBy } = page
  const weighed = weights.map(({ rubric, of, row: { id: _id, title: _title, ...row } }) => ({ rubric, of, ...row }))
  return give(checkSchema, { ...check, weights: weighed, mendedBy })
}

export async function scoreAnswer(): Promise<Response> {
  return give(scoreSchema, scorePage())
}

export async function privacyAnswer(): Promise<Response> {
  const settings = privacySettings()
  const sections = privacySections(settings).map(({ statements, ...section }) => ({
    ...section,
    statements: statements.map(({ title, say, names = [] }) => ({ title, say, names })),
  }))
  return give(privacySchema, { short: inShort(settings), sections })
}

/** For whoever owns this Seedbed: the first account, or somebody at the machine itself. */
export async function setupAnswer(asked: ActionFunctionArgs): Promise<Response> {
  if (!(await seesAll(asked))) {
    const detail = 'This is for whoever owns this Seedbed: the first account, or somebody at the machine itself.'
    throw new Refusal(problem({ status: 403, code: 'not-allowed', detail }))
  }
  const { steps, told } = await setupSteps(new URL(asked.request.url))
  const trouble = Object.entries(told).find(([, { problem }]) => problem !== undefined)
  if (trouble) throw badRequest(`${trouble[0]}: ${trouble[1].problem}`)
  const shown = steps.map(({ records = [], settings = [], todo = [], ...step }) => ({ ...step, records, settings, todo }))
  return give(setupSchema, { short: setupInShort(steps), steps: shown })
}
