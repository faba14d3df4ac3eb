/** Everything under /api/v1 that is no route. */
import { notFound } from '../problem.server.ts'

export const loader = () => notFound()
export const action = () => notFound()
