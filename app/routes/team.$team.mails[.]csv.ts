/** GET /team/{slug}/mails.csv: all mails that fit, as a file. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { mailsFile } from '../mails/csv.server.ts'

export const loader = ({ request, params }: LoaderFunctionArgs) => mailsFile(request, params.team)
