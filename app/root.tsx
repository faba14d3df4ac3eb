import interLatin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url'
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunction,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react'
import { type ReactNode, useEffect } from 'react'
import stylesheet from './app.css?url'
import { isRailNew } from './nav/places.ts'
import { useNonce } from './nonce.ts'
import { Announcer } from './ui/announce.tsx'
import { buttonLook } from './ui/button.tsx'
import { knownZone } from './ui/clock.ts'
import { Frame, Plain } from './ui/frame.tsx'
import { Moment } from './ui/time.tsx'
import { type AccountLine, accountLine } from './account/line.server.ts'
import { zoneAsked } from './who.server.ts'

export const links: LinksFunction = () => [
  { rel: 'preload', href: interLatin, as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' },
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
]

export const meta: MetaFunction = () => [{ title: 'Seedbed' }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  const account = await accountLine(request)
  const zone = knownZone(zoneAsked(request) ?? account?.zone ?? undefined)
  return { now: Date.now(), zone, requestId: context.requestId, account }
}

export const shouldRevalidate: ShouldRevalidateFunction = ({ currentUrl, nextUrl, defaultShouldRevalidate }) =>
  defaultShouldRevalidate || isRailNew(currentUrl.pathname, nextUrl.pathname)

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce()
  const account: AccountLine | null = useRouteLoaderData<typeof loader>('root')?.account ?? null
  return (
    <html lang="en" dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
      </head>
      <body className="flex min-h-dvh flex-col">
        <Announcer>
          <Frame account={account}>{children}</Frame>
        </Announcer>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  )
}

export default function Root() {
  const data = useRouteLoaderData<typeof loader>('root')
  useTellZone(data?.zone)
  return (
    <Moment.Provider value={data ?? { now: Date.now(), zone: 'UTC' }}>
      <Outlet />
    </Moment.Provider>
  )
}

/** Tells the server the reader's time zone once, so that later pages come with the right times. */
function useTellZone(known: string | undefined): void {
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    if (!timeZone || !known || timeZone === known) return
    fetch('/zone', { method: 'POST', body: new URLSearchParams({ zone: timeZone }) }).catch(() => {})
  }, [known])
}

export function ErrorBoundary() {
  const error = useRouteError()
  const data = useRouteLoaderData<typeof loader>('root')
  if (isRouteErrorResponse(error) && typeof error.data === 'string' && error.data !== '') {
    return (
      <Plain title={error.status === 404 ? 'Nothing here' : 'Not now'}>
        <p>{error.data}</p>
        <Home />
      </Plain>
    )
  }
  return (
    <Plain title="This page did not work">
      <p>Something on our side stopped. Nothing you sent was lost. Try again in a moment.</p>
      {data && (
        <p className="text-base text-muted">
          Request <code className="value">{data.requestId}</code>
        </p>
      )}
      <Home />
    </Plain>
  )
}

const Home = () => (
  <p>
    <a href="/" className={buttonLook('main')}>
      Test a mail
    </a>
  </p>
)
