/** GET /shared/{token}/html: the mail behind a link, for a frame, where its text was ticked. No cookie is read. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { answerSharedFrame } from '../share/frame.server.ts'

export const loader = ({ params }: LoaderFunctionArgs) => answerSharedFrame(params.token)
