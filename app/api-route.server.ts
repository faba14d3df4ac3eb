/** A route of the API, made of one answer for each method. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { answerApi } from './api.server.ts'
import type { Method } from './operations.ts'
import { methodNotAllowed, notFound } from './problem.server.ts'

type Handler = (asked: ActionFunctionArgs) => Promise<Response>

/** The loader and the action of a route. `gives`: the media type of the good answer to GET. */
export function routeOf(handlers: Partial<Record<Method, Handler>>, gives?: string) {
  const { GET, ...changes } = handlers
  const allow = Object.keys(handlers)
    .map((method) => (method === 'GET' ? 'GET, HEAD' : method))
    .join(', ')
  return {
    loader: async (asked: ActionFunctionArgs) => (GET ? answerApi(asked, () => GET(asked), gives) : methodNotAllowed(allow)),
    action: async (asked: ActionFunctionArgs) => {
      const { method } = asked.request
      const handler = Object.hasOwn(changes, method) ? changes[method as keyof typeof changes] : undefined
      return handler ? answerApi(asked, () => handler(asked)) : methodNotAllowed(allow)
    },
  }
}

/** 204 for what is done, 404 for what is not there. */
export const doneOr404 = (isDone: boolean): Response => (isDone ? new Response(null, { status: 204 }) : notFound())
