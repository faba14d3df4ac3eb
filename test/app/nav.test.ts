/** The rail of a team: on which pages, with which places, and of which team and project; and what is found by a few letters. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addDomains, changeDomains } from '#prisma/domain.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { createProject } from '#prisma/project.ts'
import { isRailNew } from '../../app/nav/places.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { knownRows } from '../helpers/known-rows.ts'
import { newMember, newTeam, type TestPerson } from '../helpers/people.ts'
import { newVisitor, type Visitor } from '../helpers/visitor.ts'

let web: Web
let slug: string
let team: string
let projects: string[]
let owner: Visitor
let limited: Visitor
let viewer: Visitor
let person: TestPerson

before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
  const { teamId, slug: named } = await newTeam('Acme')
  ;[slug, team] = [named, teamId]
  const made = await Promise.all(['Borealis', 'Kiosk'].map((name) => createProject({ teamId, name, isClient: true })))
  projects = made.map((one) => one?.id ?? '')
  await addDomains({
    teamId,
    domains: ['borealis.example', 'kiosk.example'].map((name) => ({ name, tags: [], projectId: null })),
  })
  for (const [index, name] of ['borealis.example', 'kiosk.example'].entries()) {
    await changeDomains({ teamId, projects: null }, [name], { projectId: projects[index] ?? null })
    await prisma.domain.updateMany({ where: { teamId, name }, data: { state: 'problems' } })
  }
  person = await newMember(teamId, 'owner')
  owner = newVisitor(web.port, person.cookie)
  viewer = newVisitor(web.port, (await newMember(teamId, 'viewer')).cookie)
  limited = newVisitor(web.port, (await newMember(teamId, 'viewer', [projects[0] ?? ''])).cookie)
})
after(() => web.close())

/** What stands in the rail: the words of its links, and of the one that is marked. */
async function railOn(path: string, as: Visitor): Promise<{ words: string[]; here: string[]; text: string } | null> {
  const { text } = await as.get(path)
  const [, rail] = /<nav aria-label="Team"[^>]*>(.*?)<\/nav>/s.exec(text) ?? []
  if (rail === undefined) return null
  const links = [...rail.matchAll(/<a ([^>]*)>([^<]*)<\/a>/g)]
  const here = links.filter(([, attributes]) => attributes?.includes('aria-current="page"')).map(([, , word]) => word ?? '')
  return { words: links.map(([, , word]) => word ?? ''), here, text: rail }
}

describe('the rail', () => {
  const rows: [path: () => string, here: string | null][] = [
    [() => `/team/${slug}`, 'Today'],
    [() => `/team/${slug}/domains`, 'Domains'],
    [() => `/team/${slug}/mails?words=x`, 'Mails'],
    [() => `/team/${slug}/settings`, 'Team and members'],
    [() => `/team/${slug}/settings/channels`, 'Channels'],
    [() => '/sends/new', 'Sends'],
    [() => '/relays', 'Relays'],
    [() => '/history', 'History'],
    [() => '/settings/account', 'Your account'],
    [() => '/', null],
    [() => '/check', null],
    [() => '/bounce', null],
    [() => '/about/checks', null],
    [() => '/domain/192.0.2.1', null],
  ]
  for (const [path, here] of rows) {
    test(`${here === null ? 'is not on' : 'marks'} ${here ?? path()}`, async () => {
      const rail = await railOn(path(), owner)
      assert.deepEqual(rail?.here ?? null, here === null ? null : [here])
    })
  }
  test('is on no page of who is not signed in', async () => {
    for (const path of ['/history', '/sends', '/bounces', '/sandbox'])
      assert.equal(await railOn(path, newVisitor(web.port)), null)
  })
  test('shows what the role may open', async () => {
    const words = (await railOn(`/team/${slug}`, viewer))?.words ?? []
    assert.ok(words.includes('Domains') && words.includes('Team and members'))
    for (const word of ['Channels', 'API tokens', 'Who did what', 'Projects']) assert.ok(!words.includes(word), word)
  })
  test('names only the projects that somebody may see', async () => {
    assert.match((await railOn(`/team/${slug}`, owner))?.text ?? '', /Borealis.*Kiosk/s)
    const seen = (await railOn(`/team/${slug}`, limited))?.text ?? ''
    assert.match(seen, /All your projects.*Borealis/s)
    assert.doesNotMatch(seen, /Kiosk/)
  })
  test('keeps the project that is looked at, and the page shows it alone', async () => {
    const path = `/team/${slug}?project=${projects[0]}`
    assert.match((await railOn(path, owner))?.text ?? '', new RegExp(`/domains\\?project=${projects[0]}"`))
    const { text } = await owner.get(path)
    assert.ok(text.includes('borealis.example') && !text.includes('kiosk.example'))
  })
  test('shows nothing more to who asks for a project out of reach', async () => {
    const { text } = await limited.get(`/team/${slug}?project=${projects[1]}`)
    assert.ok(text.includes('borealis.example') && !text.includes('kiosk.example'))
  })
})

describe('the number of open alerts', () => {
  /** What stands for the eye, and for who hears the page, beside *Alerts*: in the rail, and in the bar of a phone. */
  const counted = async (path: string, as: Visitor) => {
    const { text } = await as.get(path)
    const marks = [...text.matchAll(/Alerts<span aria-hidden="true"[^>]*>([^<]*)<\/span><span class="sr-only">([^/]*)<\/span>/g)]
    return [...new Set(marks.map(([, shown, heard]) => `${shown}${heard?.replaceAll('<!-- -->', '')}`))]
  }
  const open = (projectId: string | null, count = 1) => {
    const row = { teamId: team, projectId, kind: 'failing', subject: 'borealis.example', says: {}, since: new Date() }
    return prisma.alert.createMany({ data: Array.from({ length: count }, () => ({ id: newId(), ...row })) })
  }
  test('is what somebody may see, of the project that is looked at, and on pages of a team alone', async () => {
    const page = `/team/${slug}/alerts`
    assert.deepEqual(await counted(page, owner), [])
    await open(projects[0] ?? '')
    await open(projects[1] ?? '', 2)
    await open(null)
    await prisma.alert.create({
      data: { id: newId(), teamId: team, kind: 'failing', subject: 'x', says: {}, since: new Date(), recoveredAt: new Date() },
    })
    const rows: [path: string, as: Visitor, says: string[]][] = [
      [page, owner, ['4 4 open']],
      ['/sends', owner, ['4 4 open']],
      [`${page}?project=${projects[1]}`, owner, ['2 2 open']],
      [page, limited, ['1 1 open']],
      [`${page}?project=${projects[1]}`, limited, ['1 1 open']],
      ['/check', owner, []],
    ]
    for (const [path, as, says] of rows) assert.deepEqual(await counted(path, as), says, path)
    await open(null, 120)
    assert.deepEqual(await counted(page, owner), ['99+ more than 99 open'])
    await prisma.alert.deleteMany({ where: { teamId: team } })
  })
  test('is asked anew on the way to a team, and where the page tells the same', () => {
    const rows: [from: string, to: string, isNew: boolean][] = [
      ['/', '/team/acme/domains', true],
      ['/team/acme/domains', '/team/acme/mails', false],
      ['/team/acme/domains', '/team/acme/alerts', true],
      ['/team/acme/alerts', '/team/acme', true],
      ['/team/acme', '/check', false],
      ['/team/acme', '/team/acme', false],
    ]
    for (const [from, to, isNew] of rows) assert.equal(isRailNew(from, to), isNew, `${from} ${to}`)
  })
})

describe('the team that is looked at', () => {
  test('is the one whose page was opened last, also on pages without one in their path', async () => {
    await owner.post('/team/switch', { team: person.teamId })
    assert.match((await railOn('/sends', owner))?.text ?? '', /Personal/)
    await owner.get(`/team/${slug}/alerts`)
    assert.match((await railOn('/sends', owner))?.text ?? '', new RegExp(`href="/team/${slug}/alerts"`))
  })
  test('is switched by a press, which leads to its first page', async () => {
    const { headers } = await owner.post('/team/switch', { team: person.teamId })
    assert.equal(headers.location, `/team/${person.teamId}`)
  })
})

describe('Find', () => {
  before(() => owner.get(`/team/${slug}`))

  /** What is linked below the headings of the page, by heading. */
  async function found(asked: string, as: Visitor): Promise<Record<string, string[]>> {
    const { text } = await as.get(`/find?${new URLSearchParams({ q: asked })}`)
    const sections = [...text.matchAll(/<section aria-label="([^"]*)">(.*?)<\/section>/gs)]
    const titlesOf = (html = '') => [...html.matchAll(/<bdi class="min-w-0[^>]*>([^<]*)</g)].map(([, title]) => title ?? '')
    return Object.fromEntries(sections.map(([, title, html]) => [title ?? '', titlesOf(html)]))
  }

  test('finds domains, projects, pages and settings', async () => {
    assert.deepEqual(await found('bor', owner), { Domains: ['borealis.example'], Projects: ['Borealis'] })
    assert.deepEqual(await found('webhook', owner), { Pages: ['Channels'] })
    assert.deepEqual(await found('settings inv', owner), { Pages: ['Team and members', 'Outbox'] })
  })
  test('shows nothing out of reach, and no page that the role does not open', async () => {
    assert.deepEqual(await found('kiosk', owner), { Domains: ['kiosk.example'], Projects: ['Kiosk'] })
    assert.deepEqual(await found('kiosk', limited), {})
    assert.deepEqual(await found('webhook', limited), {})
  })
  test('finds mails by words and by the domain of their sender, reports, and addresses by name', async () => {
    const { teamId, slug: other } = await newTeam()
    const member = newVisitor(web.port, (await newMember(teamId, 'member')).cookie)
    const { mail, scan } = await knownRows(teamId, other)
    await prisma.address.updateMany({ where: { teamId }, data: { name: 'For the newsletter' } })
    assert.deepEqual(await found('spring', member), { Mails: ['Spring sale', 'Spring sale'] })
    assert.deepEqual(await found('sender.example', member), { Mails: ['Spring sale', 'Spring sale'] })
    assert.deepEqual(await found('acme.ex', member), { Reports: ['acme.example'] })
    assert.deepEqual(await found('newsl', member), { Addresses: ['For the newsletter'] })
    const { text } = await member.get('/find?q=')
    assert.ok(text.includes(`/mail/${mail}`) && !text.includes(scan), 'the newest first')
    assert.deepEqual(await found('spring', owner), {})
  })
  test('is for everybody a way to the pages, and to a check of what is typed', async () => {
    const nobody = newVisitor(web.port)
    assert.deepEqual(await found('spf', nobody), { Pages: ['Build a record'] })
    const { text } = await nobody.get('/find?q=%3Cb%3E.example')
    assert.match(text, /action="\/check"[^>]*><input type="hidden" name="text" value="&lt;b&gt;\.example"/)
    assert.deepEqual(await found('channels', nobody), {})
  })
})
