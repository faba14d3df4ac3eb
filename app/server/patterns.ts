/** Which route a path belongs to. Logs name the route (`/a/:token`), never the path: it may be a secret. */
import { type AgnosticDataRouteObject, matchRoutes } from '@remix-run/router'
import type { ServerBuild } from '@remix-run/server-runtime'

export interface Matched {
  pattern: string
  /** The path holds a token or an id. */
  secret: boolean
}

type Routes = ServerBuild['routes']

/** A function from a path to its route; `*` is everything that is no page. */
export function routePatterns(routes: Routes): (path: string) => Matched {
  const tree = children(routes, undefined)
  return (path) => {
    const matches = matchRoutes(tree, path)
    if (!matches) return { pattern: '*', secret: false }
    const pattern = `/${matches
      .map(({ route }) => route.path)
      .filter(Boolean)
      .join('/')}`
    const parameters = Object.keys(matches.at(-1)?.params ?? {})
    return { pattern, secret: parameters.some((name) => name !== '*') }
  }
}

function children(routes: Routes, parentId: string | undefined): AgnosticDataRouteObject[] {
  return Object.values(routes)
    .flatMap((route) => (route && route.parentId === parentId ? [route] : []))
    .map(({ id, path, index }) => (index ? { id, path, index } : { id, path, children: children(routes, id) }))
}
