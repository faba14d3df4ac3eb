/** The builders of records, as the API asks and answers. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import type { z } from 'zod'
import { builderOf } from '#checks/builders/index.ts'
import { badRequest, give, readJson } from '../api.server.ts'
import { notFound } from '../problem.server.ts'
import { readTyped } from '../scan/typed.server.ts'
import { builderListSchema, builtRecordSchema, newRecordSchema } from './api.ts'
import { type AskedQuestion, type BuilderHead, builderHeads, buildPage, type Result } from './page.server.ts'

type Built = z.infer<typeof builtRecordSchema>

export async function buildersAnswer(): Promise<Response> {
  return give(builderListSchema, { builders: builderHeads().map(apiHead) })
}

export async function buildAnswer({ request, params, context }: ActionFunctionArgs): Promise<Response> {
  const builder = builderOf(params.kind)
  if (!builder) return notFound()
  const { domain, answers } = await readJson(request, newRecordSchema)
  const read = readTyped(domain)
  if (!('domain' in read)) throw badRequest(`domain: ${read.say}`)
  const answered = answers ? (name: string) => (Object.hasOwn(answers, name) ? (answers[name] ?? []) : []) : null
  const page = await buildPage(request, context, { builder, domain: read.domain, answered })
  return give(builtRecordSchema, {
    ...{ ...apiHead(page.builder), domain: page.domain, source: page.source, published: page.published },
    questions: page.questions.map(apiQuestion),
    record: recordOf(page.result),
    wanting: page.result.state === 'wanting' ? page.result.say.text : null,
  })
}

const apiHead = ({ kind, title, does, reference }: BuilderHead) => ({ kind, title, does: does.text, reference })

const apiQuestion = ({ name, kind, ask, help, choices = [], rare, values, troubles }: AskedQuestion) => ({
  ...{ name, kind, ask, help: help?.text ?? null, rare: rare ?? false, answers: [...values] },
  choices: choices.map(({ value, label, say }) => ({ value, label, say: say?.text ?? null })),
  troubles: troubles.map(({ text }) => text),
})

function recordOf(result: Result): Built['record'] {
  if (result.state !== 'built') return null
  const { name, panelName, value, changes, parts, remarks, file } = result
  return {
    ...{ name, panelName, value, changes, file },
    parts: parts.map(({ text, say, kept = false }) => ({ text, says: say.text, kept })),
    remarks: remarks.map(({ verdict, say, record = null }) => ({ verdict, say: say.text, record })),
  }
}
