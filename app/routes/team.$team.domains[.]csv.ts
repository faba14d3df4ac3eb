/** GET /team/{slug}/domains.csv: the domains that the table shows, as a file. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { domainsFile } from '../watch/domains.server.ts'

export const loader = ({ request, params }: LoaderFunctionArgs) => domainsFile(request, params.team)
