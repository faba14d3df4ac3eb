/**
 * The access matrix: every route, asked by everybody. Who may not see a thing gets the same answer as for what never was. The list of routes
 * comes from the build: a new one without a row here fails.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { after, before, describe, test } from 'node:test'
import type { ServerBuild } from '@remix-run/server-runtime'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { type Asker, askers, type Known, rows } from '../helpers/access-matrix.ts'
import { ask } from '../helpers/ask.ts'
import { knownRows } from '../helpers/known-rows.ts'
import { newMember, newPerson, newTeam } from '../helpers/people.ts'
import { newVisitor } from '../helpers/visitor.ts'

let web: Web
let known: Known
let other: Known
const cookies: Record<Asker, string> = { nobody: '', stranger: '', limited: '', viewer: '', member: '', admin: '', owner: '' }

before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
  // The first account owns the instance, and is none of those who ask.
  await newPerson()
  const { teamId, slug } = await newTeam('The team that is asked for')
  const project = await prisma.project.create({ data: { id: newId(), teamId, name: 'Another project' } })
  cookies.stranger = (await newPerson()).cookie
  cookies.limited = (await newMember(teamId, 'viewer', [project.id])).cookie
  for (const role of ['viewer', 'member', 'admin', 'owner'] as const) cookies[role] = (await newMember(teamId, role)).cookie
  known = await knownRows(teamId, slug)
  other = {
    team: 'no-such-team',
    mail: newId(),
    next: newId(),
    bounce: newId(),
    scan: newId(),
    send: newId(),
    token: 'A'.repeat(22),
    share: 'A'.repeat(22),
    invitation: 'A'.repeat(22),
    domain: 'no-such-domain.example',
    shown: 'A'.repeat(22),
  }
})
after(() => web.close())

const askAs = (asker: Asker, path: string) => newVisitor(web.port, cookies[asker]).get(path)
const askFromAway = (asker: Asker, path: string) =>
  ask(web.port, path, { headers: { cookie: cookies[asker], 'x-forwarded-for': '198.51.100.7' } })
/** What differs by request or by the path that was asked, is no difference. */
const plain = (text: string, path: string) =>
  text
    .replaceAll(path, '')
    .replaceAll(/nonce="[^"]*"|[0-9a-f]{16}|"now":\d+|[0-9a-f-]{36}|[\w.]+@people\.example|sign-in\?next=[^"]*/g, '')

/** With the paths of what it stands under. */
function pathOf(routes: ServerBuild['routes'], id: string): string {
  const route = routes[id]
  const above = route?.parentId ? pathOf(routes, route.parentId) : ''
  return [above, route?.path].filter(Boolean).join('/')
}

test('every route stands in the matrix, and nothing else does', async () => {
  const { routes } = (await import(pathToFileURL(join(import.meta.dirname, '../../build/server/index.js')).href)) as ServerBuild
  const paths = Object.values(routes).flatMap((route) => (route && route.id !== 'root' ? [`/${pathOf(routes, route.id)}`] : []))
  assert.deepEqual(paths.toSorted(), Object.keys(rows).toSorted())
})

describe('asked by everybody,', () => {
  for (const [pattern, row] of Object.entries(rows)) {
    if (typeof row === 'string') continue
    test(`${pattern} answers each as it must`, async () => {
      const path = row.path(known)
      const statuses: number[] = []
      for (const asker of askers) statuses.push((await (row.away ? askFromAway : askAs)(asker, path)).status)
      assert.deepEqual(
        Object.fromEntries(askers.map((asker, index) => [asker, statuses[index]])),
        Object.fromEntries(askers.map((asker, index) => [asker, row.answers[index]])),
      )
    })
    test(`${pattern} says of what is another’s what it says of what never was`, async () => {
      for (const [index, asker] of askers.entries()) {
        if (row.answers[index] !== 404) continue
        const theirs: string = row.path(known)
        // Of what stands in a team: what is not in that team; of the team itself: one that is not there.
        const beside: string = row.path({ ...other, team: known.team })
        const never: string = beside === theirs ? row.path(other) : beside
        const a = await askAs(asker, theirs)
        const b = await askAs(asker, never)
        assert.deepEqual([a.status, plain(a.text, theirs)], [b.status, plain(b.text, never)], asker)
      }
    })
  }
})

test('no route does anything for a page of another site', async () => {
  const paths = Object.keys(rows).map((path) => path.replaceAll(/:\w+|\*/g, 'x'))
  for (const path of paths) {
    for (const method of ['POST', 'DELETE']) {
      for (const origin of ['null', 'https://evil.example']) {
        const headers = { origin, cookie: cookies.owner, 'content-type': 'application/x-www-form-urlencoded' }
        assert.equal((await ask(web.port, path, { method, headers })).status, 403, `${method} ${path} from ${origin}`)
      }
    }
  }
})

test('what is one’s own leads nobody to the sign-in', async () => {
  for (const [path, row] of Object.entries(rows)) {
    if (row !== 'personal') continue
    assert.equal((await askAs('nobody', path)).headers.location, `/sign-in?next=${encodeURIComponent(path)}`, path)
    assert.equal((await askAs('stranger', path)).status, 200, path)
  }
})

test('the list of one team is nowhere in that of another', async () => {
  for (const asker of ['nobody', 'stranger', 'limited'] as const) {
    const { text } = await askAs(asker, '/history')
    assert.ok(!text.includes(known.mail) && !text.includes('Spring sale'), asker)
  }
  assert.ok((await askAs('viewer', '/history')).text.includes(known.mail))
})

test('who may only read changes nothing, whatever is sent', async () => {
  const sent: [path: string, fields: Record<string, string>][] = [
    [`/mail/${known.mail}`, { intent: 'delete' }],
    [`/mail/${known.mail}`, { intent: 'check-again' }],
    [`/mail/${known.mail}/share`, { intent: 'share' }],
    [`/scan/${known.scan}`, { intent: 'delete' }],
    [`/scan/${known.scan}/share`, { intent: 'share' }],
    [`/team/${known.team}/settings`, { intent: 'set-team', name: 'x', slug: 'x-x', zone: 'UTC', retentionDays: '' }],
    [`/team/${known.team}/settings`, { intent: 'invite', role: 'admin' }],
    [`/team/${known.team}/settings`, { intent: 'delete-team', confirm: 'The team that is asked for' }],
  ]
  for (const [path, fields] of sent) {
    for (const asker of ['nobody', 'stranger', 'limited', 'viewer'] as const) {
      const { status } = await newVisitor(web.port, cookies[asker]).post(path, fields)
      assert.ok([302, 403, 404].includes(status), `${asker} ${path} ${JSON.stringify(fields)}: ${status}`)
    }
  }
  for (const path of [`/api/v1/mails/${known.mail}`, `/api/v1/scans/${known.scan}`]) {
    for (const asker of ['nobody', 'stranger', 'limited', 'viewer'] as const) {
      const headers = { cookie: cookies[asker], origin: `http://127.0.0.1:${web.port}` }
      assert.equal((await ask(web.port, path, { method: 'DELETE', headers })).status, 404, `${asker} ${path}`)
    }
  }
  assert.equal((await askAs('viewer', `/mail/${known.mail}`)).status, 200)
  assert.equal((await askAs('viewer', `/scan/${known.scan}`)).status, 200)
})
