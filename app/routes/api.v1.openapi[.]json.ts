/** GET /api/v1/openapi.json: the API as an OpenAPI document. */
import { env } from '#env'
import { openApi } from '../openapi.ts'
import { methodNotAllowed } from '../problem.server.ts'

export const loader = () => Response.json(openApi(env.BASE_URL), { headers: { 'Cache-Control': 'public, max-age=300' } })

export const action = () => methodNotAllowed('GET, HEAD')
