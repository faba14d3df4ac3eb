/** GET /team/{slug}/today.csv: the numbers of one chart of Today as a file. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { todayFile } from '../watch/today.server.ts'

export const loader = ({ request, params }: LoaderFunctionArgs) => todayFile(request, params.team)
