/** Is somebody signed in? What is shown is theirs or their team's then, and not this browser's. */
import { useRouteLoaderData } from '@remix-run/react'

export function useIsSignedIn(): boolean {
  const data: unknown = useRouteLoaderData('root')
  return typeof data === 'object' && data !== null && 'account' in data && data.account !== null
}
