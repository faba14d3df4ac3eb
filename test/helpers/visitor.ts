/** A browser without script: keeps cookies, sends forms as a page of ours does, follows nothing. */
import { type Answered, ask } from './ask.ts'

export interface Visitor {
  get(path: string): Promise<Answered>
  /** A form, sent by a page of ours unless other headers say otherwise. */
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Answered>
  /** By name. */
  cookies: Map<string, string>
}

/** A visitor of a web process. `cookie`: of somebody who is signed in already (test/helpers/people.ts). */
export function newVisitor(port: number, cookie = ''): Visitor {
  const cookies = new Map<string, string>()
  const keep = (pair: string) => {
    const at = pair.indexOf('=')
    cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
  if (cookie) cookie.split('; ').forEach(keep)
  const header = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const take = (answer: Answered): Answered => {
    for (const set of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = set.split(';')
      if (/Max-Age=0/.test(set)) cookies.delete(pair.split('=')[0] ?? '')
      else keep(pair)
    }
    return answer
  }
  return {
    cookies,
    get: async (path) => take(await ask(port, path, { headers: { cookie: header(), accept: 'text/html,*/*' } })),
    async post(path, fields = {}, headers = {}) {
      const sent = {
        'content-type': 'application/x-www-form-urlencoded',
        origin: `http://127.0.0.1:${port}`,
        accept: 'text/html',
        ...headers,
      }
      return take(
        await ask(port, path, {
          method: 'POST',
          headers: { cookie: header(), ...sent },
          body: new URLSearchParams(fields).toString(),
        }),
      )
    },
  }
}
