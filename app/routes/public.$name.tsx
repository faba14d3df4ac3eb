/** /public/{name}: the status page of a domain whose team wants one. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { renderToStaticMarkup } from 'react-dom/server'
import stylesheet from '../app.css?url'
import { StatusDocument } from '../status-page/page.tsx'
import { noStatus, shownStatus, statusHeaders } from '../status-page/status.server.ts'

const policy =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export async function loader({ params }: LoaderFunctionArgs) {
  const status = await shownStatus(params.name)
  if (!status) return noStatus()
  const html = `<!doctype html>${renderToStaticMarkup(<StatusDocument status={status} stylesheet={stylesheet} />)}`
  return new Response(html, { headers: statusHeaders('text/html; charset=utf-8', policy) })
}
