/** The pages that the project switch of the rail narrows though their path names no team; and what all of them teach before there is anything. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { env } from '#env'
import { issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { createProject } from '#prisma/project.ts'
import { createRelay } from '#prisma/relay.ts'
import { createTestSend } from '#prisma/test-send.ts'
import { bouncesPage } from '../../app/bounces/page.server.ts'
import { historyPage } from '../../app/charts/history.server.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { sendList } from '../../app/sends/page.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { arrived, reported } from '../helpers/rows.ts'
import { newVisitor } from '../helpers/visitor.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  closeLimits()
})

const names = ['Borealis', 'Kiosk'] as const

/** A team of two projects, each with a mail, a bounce and a test send that have its name. */
async function twoProjects() {
  const { teamId } = await newTeam()
  const given = { name: 'Ours', host: 'smtp.acme.example', port: 587, tls: 'starttls', username: '', password: '' } as const
  const relayId = (await createRelay({ teamId, ...given }))?.id ?? ''
  const projects: string[] = []
  for (const name of names) {
    const projectId = (await createProject({ teamId, name }))?.id ?? ''
    const { address } = await issueAddress({ teamId, projectId, domain: 'seedbed.localhost' })
    const mailId = await arrived(address)
    await prisma.mail.update({ where: { id: mailId }, data: { projectId } })
    await reported(address, mailId, {}, { subjectHeader: name })
    const told = { recipient: `${name}@customer.example`, status: '5.1.1', diagnostic: '550', at: new Date() }
    await prisma.bounce.create({ data: { id: newId(), teamId, projectId, mailId, ...told } })
    const id = newId()
    const mail = { fromHeader: 'a@a.example', mailFrom: 'a@a.example', recipient: address.email, subjectHeader: name }
    await createTestSend({ id, teamId, projectId, relayId, ...mail, messageId: id, octets: Buffer.from(name), triesForMs: 0 })
    projects.push(projectId)
  }
  const as = async (limitedTo: string[] | null) => (await newMember(teamId, 'member', limitedTo)).cookie
  return { projects, owner: await as(null), limited: await as(projects.slice(0, 1)) }
}

const namesIn = (value: unknown): string[] => names.filter((name) => JSON.stringify(value).includes(name))

describe('of a project alone', () => {
  const pages: [title: string, look: (request: Request) => Promise<unknown>, limited: string[]][] = [
    ['history', historyPage, ['Borealis']],
    ['bounces', async (request) => ({ ...(await bouncesPage(request)), projects: [] }), ['Borealis']],
    // Relays are of the whole team, and so is what goes through them.
    ['sends', sendList, []],
  ]
  for (const [title, look, limited] of pages) {
    test(`are ${title}, for who sees all and for who does not`, async () => {
      const team = await twoProjects()
      const [first = '', second = ''] = team.projects
      const rows: [cookie: string, project: string, seen: string[]][] = [
        [team.owner, '', ['Borealis', 'Kiosk']],
        [team.owner, first, ['Borealis']],
        [team.owner, second, ['Kiosk']],
        [team.owner, newId(), []],
        [team.owner, 'x', ['Borealis', 'Kiosk']],
        [team.limited, '', limited],
        [team.limited, second, limited],
      ]
      for (const [cookie, project, seen] of rows) {
        const request = new Request(`http://localhost/?project=${project}`, { headers: { cookie } })
        assert.deepEqual(namesIn(await look(request)), seen, `${title} of ${project}`)
      }
    })
  }
  test('has its scores drawn, though what is counted for the whole team is not', async () => {
    const { owner, projects } = await twoProjects()
    const page = await historyPage(new Request(`http://localhost/?project=${projects[0]}`, { headers: { cookie: owner } }))
    assert.ok('scores' in page && page.charts === null && page.scores?.points.length === 1)
    assert.deepEqual([page.tests, page.arrive, page.more, page.project], [1, 1, false, projects[0]])
  })
  test('says so on each page, with the way out that keeps the rest', async () => {
    const { owner, projects } = await twoProjects()
    const { get } = newVisitor(web.port, owner)
    for (const path of ['/history?days=7', '/sends?']) {
      const { text } = await get(`${path}&project=${projects[0]}`)
      const way = path.replace(/\?$/, '')
      assert.ok(text.includes(`<a class="inline-flex`) && text.includes(`href="${way}"`), path)
      assert.match(text, /Only <bdi>Borealis/)
      assert.match(text, new RegExp(`href="/bounces\\?project=${projects[0]}"`))
    }
  })
})

describe('before there is anything', () => {
  const { SMTP_PORT, SUBMISSION_PORT } = env
  const rows: [page: string, teaches: RegExp, steps: RegExp, forViewers: RegExp][] = [
    ['/history', /No tests yet/, /Take a test address/, /takes the first address/],
    ['/sends', /Nothing was sent yet/, /Add a relay/, /The admins of your team do this/],
    ['/sends/new', /First add a relay/, /Add a relay/, /Your role in this team reads/],
    ['/relays', /No relay yet/, /name="host"/, /The admins of your team do this/],
    ['/bounces', /No bounces yet/, /Take a test address/, /takes the first address/],
    [
      '/team/:team/sandbox',
      new RegExp(`and port.{0,20}<span class="value">${SUBMISSION_PORT}<`),
      /made below/,
      /that a member makes here/,
    ],
    ['/team/:team/mails', /No mail has come yet/, /Take a test address/, /takes the first address/],
    ['/team/:team/scans', /Nothing was looked at yet/, /Check a domain/, /Check a domain/],
    ['/team/:team/domains', /Each is looked at/, /Paste your domains/, /Members add domains/],
    ['/team/:team/addresses', /for each thing/, /Take one/, /Members take one/],
  ]
  for (const [page, teaches, steps, forViewers] of rows) {
    test(`${page} teaches the first step, and tells who only reads whose it is`, async () => {
      const { teamId, slug } = await newTeam()
      const path = page.replace(':team', slug)
      const [owner, viewer] = [await newMember(teamId, 'owner'), await newMember(teamId, 'viewer')]
      const seen = await Promise.all([owner, viewer].map(({ cookie }) => newVisitor(web.port, cookie).get(path)))
      const [text = '', read = ''] = seen.map((answer) => answer.text)
      assert.match(text, steps)
      assert.match(read, forViewers)
      if (page === '/sends/new') return
      for (const one of [text, read]) {
        assert.match(one, teaches)
        assert.match(one, />Example</)
      }
    })
  }
  test('an address that receives is named, with the door to it', async () => {
    const { teamId } = await newTeam()
    const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
    const { get } = newVisitor(web.port, (await newMember(teamId, 'owner')).cookie)
    const [first = ''] = address.email.split('-')
    for (const path of ['/history', '/sends', '/bounces']) {
      const { text } = await get(path)
      assert.ok(text.includes(first) && text.includes(`<span class="value text-ink">${SMTP_PORT}</span>`), path)
    }
  })
})
