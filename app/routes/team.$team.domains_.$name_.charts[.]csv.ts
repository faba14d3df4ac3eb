/** GET /team/{slug}/domains/{name}/charts.csv: the numbers of one chart of a domain as a file. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { domainFile } from '../watch/domain-file.server.ts'

export const loader = ({ request, params }: LoaderFunctionArgs) => domainFile(request, params.team, params.name ?? '')
