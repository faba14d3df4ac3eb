/** The one redirect. Remix 2 has known holes for targets that lead elsewhere, so a target is a local absolute path or it is the home page. */

/**
 * Leads the browser to a path of ours (`/a/…?x#y`). Anything else, `https://…`, `//host`, `/\host`, leads to `/`.
 * 303: what follows is a GET, whatever the request was (RFC 9110 §15.4.4).
 */
export function go(path: string, init: { status?: 302 | 303; headers?: HeadersInit } = {}): Response {
  const headers = new Headers(init.headers)
  headers.set('Location', localPath(path))
  return new Response(null, { status: init.status ?? 303, headers })
}

/** Has the browser send what it sent here to another page of ours instead (307, RFC 9110 §15.4.8). */
export function handOn(path: string): Response {
  return new Response(null, { status: 307, headers: { Location: localPath(path) } })
}

/** The path as a browser would read it, when it stays here; else `/`. */
export function localPath(path: string): string {
  // Browsers drop tabs and line ends and read a backslash as a slash (WHATWG URL), so such a path is never what it seems.
  if (!/^\/(?![/\\])/.test(path) || /[\\\p{Cc}]/u.test(path)) return '/'
  const url = URL.parse(path, 'http://here.invalid')
  if (url?.host !== 'here.invalid' || url.pathname.startsWith('//')) return '/'
  return url.pathname + url.search + url.hash
}
