/** GET /team/{slug}/scans.csv: all scans and probes that fit, as a file. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { scansFile } from '../mails/csv.server.ts'

export const loader = ({ request, params }: LoaderFunctionArgs) => scansFile(request, params.team)
