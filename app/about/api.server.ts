/** What this Seedbed is and checks, as the API gives it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { knownChecks } from '#checks/catalogue.ts'
import { give } from '../api.server.ts'
import { status } from '../status/look.server.ts'
import { seesAll } from '../status/operator.server.ts'
import { forEverybody } from '../status/parts.ts'
import { checkListSchema, statusSchema } from './api.ts'

export async function checksAnswer(): Promise<Response> {
  const checks = knownChecks().map(({ id, title, reference, asked }) => ({ id, title, reference, asked }))
  return give(checkListSchema, { checks })
}

export async function statusAnswer(asked: ActionFunctionArgs): Promise<Response> {
  const [all, parts] = await Promise.all([seesAll(asked), status()])
  return give(statusSchema, { parts: all ? parts : forEverybody(parts) })
}
