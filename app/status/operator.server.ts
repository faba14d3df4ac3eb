/** Who sees all of /status: whoever runs this Seedbed. Everybody else sees what bears upon their reports. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { whoAsks } from '../who.server.ts'

export async function seesAll({ request, context }: LoaderFunctionArgs): Promise<boolean> {
  return context.operator || (await whoAsks(request)).person?.isOperator === true
}
