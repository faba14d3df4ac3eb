/** Projects and seed domains of a team: their pages, and what is looked up of a seed domain. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { lookAtSeedDomain, type SeedDomainLook } from '#checks/records/seed-domain.ts'
import { env } from '#env'
import { issueAddress } from '#prisma/address.ts'
import { auditOf } from '#prisma/audit.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { createProject, projectsOf } from '#prisma/project.ts'
import { proofOf } from '#prisma/proof.ts'
import { addSeedDomain, seedDomainsOf } from '#prisma/seed-domain.ts'
import { lookAtSeedDomains } from '#worker/jobs/seed-domains.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { newVisitor } from '../helpers/visitor.ts'
import { netOf, servfail, silent, type Zone } from '../helpers/zone.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  closeLimits()
})

async function withTeam(page: string, role: 'member' | 'admin' = 'admin') {
  const team = await newTeam()
  const { get, post } = newVisitor(web.port, (await newMember(team.teamId, role)).cookie)
  const path = `/team/${team.slug}/settings/${page}`
  return { ...team, get: () => get(path), post: (fields: Record<string, string>) => post(path, fields) }
}

describe('projects', () => {
  test('are made, renamed, made a client and deleted, and what was in one stays', async () => {
    const { get, post, teamId } = await withTeam('projects')
    assert.equal((await post({ intent: 'make', name: 'Shop' })).status, 303)
    const [made] = await projectsOf({ teamId, projects: null })
    const id = made?.id ?? ''
    const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost', projectId: id })
    await post({ intent: 'change', id, name: 'Borealis', isClient: 'yes' })
    assert.match((await get()).text, /Borealis/)
    assert.equal((await projectsOf({ teamId, projects: null }))[0]?.isClient, true)
    await post({ intent: 'delete', id })
    assert.deepEqual(await projectsOf({ teamId, projects: null }), [])
    assert.equal((await prisma.address.findUniqueOrThrow({ where: { id: address.id } })).projectId, null)
    const actions = (await auditOf({ teamId })).entries.map(({ action }) => action)
    assert.deepEqual(actions, ['project.deleted', 'project.changed', 'project.made'])
  })
  test('need a name that no other has', async () => {
    const { post, teamId } = await withTeam('projects')
    const [one] = [await createProject({ teamId, name: 'One' }), await createProject({ teamId, name: 'Two' })]
    assert.equal((await post({ intent: 'make', name: ' ' })).status, 400)
    assert.equal((await post({ intent: 'change', id: one?.id ?? '', name: 'Two' })).status, 400)
  })
  test('have alerts carry the subjects of their mails when somebody ticks it, which is noted each time it changes', async () => {
    const { get, post, teamId } = await withTeam('projects')
    await post({ intent: 'make', name: 'Shop' })
    const tells = async () => (await projectsOf({ teamId, projects: null }))[0]?.alertsTellAll
    assert.equal(await tells(), false)
    const id = (await projectsOf({ teamId, projects: null }))[0]?.id ?? ''
    for (const ticked of ['yes', 'yes', ''])
      await post({ intent: 'change', id, name: 'Shop', ...(ticked && { alertsTellAll: ticked }) })
    assert.equal(await tells(), false)
    await post({ intent: 'change', id, name: 'Shop', alertsTellAll: 'yes' })
    assert.match((await get()).text, /alerts carry subjects/)
    const noted = (await auditOf({ teamId })).entries.map(({ action }) => action).filter((action) => action.includes('tell'))
    assert.deepEqual(noted.sort(), ['project.alerts-tell-all', 'project.alerts-tell-all', 'project.alerts-tell-nothing'])
  })
  test('of another team cannot be touched', async () => {
    const { post } = await withTeam('projects')
    const { teamId } = await newTeam()
    const theirs = await createProject({ teamId, name: 'Theirs' })
    for (const intent of ['change', 'delete']) assert.equal((await post({ intent, id: theirs?.id ?? '', name: 'x' })).status, 404)
    assert.equal((await projectsOf({ teamId, projects: null }))[0]?.name, 'Theirs')
  })
  test('and seed domains are for admins', async () => {
    for (const page of ['projects', 'seed-domains'])
      assert.equal((await (await withTeam(page, 'member')).post({ intent: 'make', name: 'x' })).status, 403)
  })
})

describe('a look at a seed domain finds', () => {
  const asked = { domain: 'seeds.acme.com', host: 'mx.seedbed.example', code: 'abc' }
  const mx = { 'seeds.acme.com MX': ['20 other.example.', '10 mx.seedbed.example.'] }
  const rows: [title: string, zone: Zone, leads: SeedDomainLook['leads']][] = [
    ['that it leads here and is proved', { ...mx, '_seedbed.seeds.acme.com TXT': ['v=spf1 -all', 'seedbed-proof=abc'] }, 'here'],
    ['no proof', mx, 'unproved'],
    ['the proof of somebody else', { ...mx, '_seedbed.seeds.acme.com TXT': 'seedbed-proof=abcd' }, 'unproved'],
    ['that it leads elsewhere', { 'seeds.acme.com MX': '10 other.example.' }, 'elsewhere'],
    ['no MX', { 'seeds.acme.com A': '192.0.2.1' }, 'nowhere'],
    ['a null MX', { 'seeds.acme.com MX': '0 .' }, 'nowhere'],
    ['nothing, when nobody answers', { 'seeds.acme.com MX': silent }, 'unknown'],
    ['nothing, when the proof cannot be asked for', { ...mx, '_seedbed.seeds.acme.com TXT': servfail }, 'unknown'],
  ]
  for (const [title, zone, leads] of rows) {
    test(title, async () => assert.equal((await lookAtSeedDomain(netOf(zone), asked)).leads, leads))
  }
})

describe('seed domains', () => {
  test('are added, show what to publish, are taken once both records are there, and end when they lead away', async () => {
    const { get, post, teamId } = await withTeam('seed-domains')
    const name = `${newId()}.example`
    assert.equal((await post({ intent: 'add', domain: name.toUpperCase() })).status, 303)
    const code = `seedbed-proof=${proofOf({ teamId, domain: name })}`
    const { text } = await get()
    assert.ok(text.includes(`10 ${env.SMTP_NAME}.`) && text.includes(code) && text.includes('It is being looked at'))
    const led = async (zone: Zone, minutes: number) => {
      await lookAtSeedDomains(new Date(Date.now() + minutes * 60_000), () => netOf(zone))
      return (await seedDomainsOf({ teamId }))[0]?.verifiedAt !== null
    }
    const here = { [`${name} MX`]: `10 ${env.SMTP_NAME}.`, [`_seedbed.${name} TXT`]: code }
    assert.equal(await led({ ...here, [`_seedbed.${name} TXT`]: 'nothing' }, 0), false)
    assert.equal(await led(here, 5), false, 'looked at again too soon')
    assert.equal(await led(here, 11), true)
    assert.match((await get()).text, /Mail for it comes here/)
    assert.equal(await led({ [`${name} MX`]: silent }, 22), true, 'silence says nothing')
    assert.equal(await led({ [`${name} MX`]: '10 other.example.' }, 33), false)
    const [row] = await seedDomainsOf({ teamId })
    await post({ intent: 'remove', id: row?.id ?? '' })
    assert.deepEqual(await seedDomainsOf({ teamId }), [])
  })
  for (const domain of ['', 'acme', env.SEED_DOMAINS[0] ?? '', `x.${env.SEED_DOMAINS[0]}`]) {
    test(`${domain || 'nothing'} is refused`, async () => {
      assert.equal((await (await withTeam('seed-domains')).post({ intent: 'add', domain })).status, 400)
    })
  }
  test('that were only named by one team are another’s to take; those that lead here are not', async () => {
    const [one, two] = [await newTeam(), await newTeam()]
    const name = `${newId()}.example`
    await addSeedDomain({ teamId: one.teamId, name })
    assert.equal((await addSeedDomain({ teamId: two.teamId, name }))?.teamId, two.teamId)
    await prisma.seedDomain.updateMany({ where: { name }, data: { verifiedAt: new Date() } })
    assert.equal(await addSeedDomain({ teamId: one.teamId, name }), null)
  })
})
