/** GET /mail/{id}/html: the HTML of a mail, for a frame. Opened by a signed link; no cookie is read. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { answerFrame } from '../mail-view/frame.server.ts'

export const loader = ({ request, params }: LoaderFunctionArgs) => answerFrame(request, params.id ?? '')
