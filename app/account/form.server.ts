/** Reading the forms around an account. */
import { json } from '@remix-run/server-runtime'
import { formOf } from '../form.server.ts'
import { localPath } from '../go.server.ts'
import type { Again, Problems } from './form.tsx'

/** The text fields of a form: `field('email')`, '' when it is not there. @throws {Response} as `formOf` */
export async function fieldsOf(request: Request): Promise<(name: string) => string> {
  const form = await formOf(request)
  return (name) => {
    const value = form.get(name)
    return typeof value === 'string' ? value : ''
  }
}

/** The form again, with what is in its way. */
export const again = (typed: Record<string, string>, problems: Problems, status = 400): Response =>
  json<Again>({ typed, problems }, { status })

/** Too many tries: when the next may be. */
export function tooOften(typed: Record<string, string>, retryAt: Date): Response {
  const seconds = Math.max(1, Math.ceil((retryAt.getTime() - Date.now()) / 1000))
  const answer: Again = { typed, problems: { form: 'This was tried too often.' }, retryAt: retryAt.toISOString() }
  return json(answer, { status: 429, headers: { 'Retry-After': String(seconds) } })
}

/** Where to go afterwards: a path of ours, else the home page. */
export const nextOf = (request: Request): string => localPath(new URL(request.url).searchParams.get('next') ?? '/')

/** Enough to be one: what is wrong with it, whoever has it finds out by mail. */
export const looksLikeEmail = (text: string): boolean =>
  /^[^\s@\p{Cc}<>",;:\\]{1,64}@[^\s@\p{Cc}<>",;:\\]{1,189}\.[^\s@\p{Cc}<>",;:\\.]{1,63}$/u.test(text.trim())
