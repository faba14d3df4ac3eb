/** GET /mail/{id}/image: an image that the mail names, through us, once somebody asked for it. Opened by a signed link; no cookie is read. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { answerImage } from '../mail-view/fetch-image.server.ts'

export const loader = ({ request, context, params }: LoaderFunctionArgs) =>
  answerImage({ request, client: context.client }, params.id ?? '')
