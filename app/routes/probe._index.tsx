/** /probe: which host? */
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { go } from '../go.server.ts'
import { ProbeDoor } from '../probe/door.tsx'
import { pathOfTyped } from '../probe/subject.server.ts'

export const meta: MetaFunction = () => [{ title: 'The ports of a mail host – Seedbed' }]

export function loader({ request }: LoaderFunctionArgs) {
  const typed = new URL(request.url).searchParams.get('host')?.trim() ?? ''
  return typed === '' ? null : go(pathOfTyped(typed))
}

export default ProbeDoor
