/** The addresses of a team: its page, who may press what, and what the receiver does with them. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { deleteAddress, issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { never } from '#prisma/kept-days.ts'
import { mailsOfAddress } from '#prisma/mail.ts'
import { createProject } from '#prisma/project.ts'
import { ownSeed } from '#prisma/recipient.ts'
import { changeTeamAddress, teamAddress, teamAddresses } from '#prisma/team-address.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReceiver } from '#worker/receiver/main.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'
import { SmtpClient } from '../helpers/smtp.ts'
import { newVisitor } from '../helpers/visitor.ts'

const domain = 'seedbed.localhost'
let web: Web
let receiver: Awaited<ReturnType<typeof startReceiver>>
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
  const limits = { connectionsPerClient: 1000, connectionRate: 100_000, mailRate: 100_000 }
  receiver = await startReceiver({ smtpPort: 0, smtpsPort: 0, name: 'mx.example', seedDomains: [domain], limits })
})
after(async () => {
  await Promise.all([web.close(), receiver.close()])
  await Promise.allSettled([closeNews(), closeQueues()])
  closeLimits()
})

async function withTeam(role: 'viewer' | 'member' | 'admin' = 'member') {
  const team = await newTeam()
  const person = await newMember(team.teamId, role)
  const { get, post } = newVisitor(web.port, person.cookie)
  const path = `/team/${team.slug}/addresses`
  return {
    ...team,
    reach: { teamId: team.teamId, projects: null },
    get: (query = '') => get(path + query),
    post: (fields: Record<string, string>) => post(path, fields),
  }
}

/** What the server says to a mail for one recipient: the reply to RCPT, or to the final dot. */
async function sent(recipient: string): Promise<string> {
  const client = await SmtpClient.connect(receiver.smtpPort)
  const [reply = ''] = await client.begin(recipient)
  if (!reply.startsWith('250')) return reply
  await client.say('DATA')
  return client.say('Subject: secret\r\n\r\nhello\r\n.')
}

const plainTake = { intent: 'take', name: 'Newsletter', hours: '72', mailsPerDay: '', domain, project: '' }

describe('the page of addresses', () => {
  test('takes one with a name, a project, a lifetime and a limit, and shows its link once', async () => {
    const { post, get, reach, teamId } = await withTeam()
    const project = await createProject({ teamId, name: 'Shop' })
    const made = await post({ ...plainTake, hours: 'permanent', mailsPerDay: '7', project: project?.id ?? '' })
    assert.match(made.text, /\/a\/[\w-]{22}/)
    const [row] = await teamAddresses(reach, { take: 2 })
    assert.deepEqual([row?.name, row?.projectId, row?.mailsPerDay, row?.receivesUntil], ['Newsletter', project?.id, 7, never])
    const { text } = await get()
    assert.ok(text.includes('Newsletter') && text.includes('Shop') && !/\/a\/[\w-]{22}/.test(text))
  })

  const refused: [title: string, fields: Record<string, string>][] = [
    ['a lifetime that is none', { hours: '0' }],
    ['more than a year', { hours: '9999' }],
    ['more mails than the instance takes', { mailsPerDay: '100000000' }],
    ['a domain that is not ours', { domain: 'example.com' }],
    ['a project that is not there', { project: newId() }],
    ['a local part at a domain of everybody', { localPart: 'news' }],
  ]
  for (const [title, fields] of refused) {
    test(`refuses ${title}`, async () => {
      const { post, reach } = await withTeam()
      assert.equal((await post({ ...plainTake, ...fields })).status, 400)
      assert.deepEqual(await teamAddresses(reach, { take: 1 }), [])
    })
  }

  test('has one that came by its link, and only who belongs to the team puts it there', async () => {
    const { post: _post, reach, teamId } = await withTeam()
    const [person, stranger] = [await newMember(teamId, 'member'), await newMember((await newTeam()).teamId, 'member')]
    const { token, address } = await newAddress()
    const path = `/a/${token}`
    assert.ok(!(await newVisitor(web.port, '').get(path)).text.includes('Keep it there'))
    const press = (cookie: string, place: string) => newVisitor(web.port, cookie).post(path, { intent: 'keep', place })
    assert.equal((await press('', teamId)).status, 403)
    assert.equal((await press(stranger.cookie, teamId)).status, 403)
    assert.match((await newVisitor(web.port, person.cookie).get(path)).text, /Keep it there/)
    assert.equal((await press(person.cookie, teamId)).status, 303)
    assert.equal((await teamAddress(reach, address.id))?.id, address.id)
    assert.match((await newVisitor(web.port, person.cookie).get(path)).text, /among the addresses of/)
  })

  test('renames, moves, extends and deletes', async () => {
    const { post, reach, teamId } = await withTeam()
    const project = await createProject({ teamId, name: 'Shop' })
    const { id } = (await issueAddress({ teamId, domain, hours: 1 })).address
    await post({ intent: 'rename', id, name: ' Our\nshop ' })
    await post({ intent: 'move', id, project: project?.id ?? '' })
    await post({ intent: 'extend', id, hours: '8760' })
    await post({ intent: 'limit', id, mailsPerDay: '5' })
    assert.equal((await post({ intent: 'limit', id, mailsPerDay: 'many' })).status, 400)
    const changed = await teamAddress(reach, id)
    assert.deepEqual([changed?.name, changed?.projectId, changed?.mailsPerDay], ['Our shop', project?.id, 5])
    assert.ok(Number(changed?.receivesUntil.getTime()) > Date.now() + 300 * 86_400_000)
    await post({ intent: 'delete', id })
    assert.equal(await teamAddress(reach, id), null)
  })

  test('goes through many, each once', async () => {
    const { teamId, get } = await withTeam()
    for (let index = 0; index < 55; index++) await issueAddress({ teamId, domain, name: `number ${index}.` })
    const first = (await get()).text
    const older = /addresses(\?[^"]*before=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = (await get(older)).text
    const shown = (text: string) => new Set([...text.matchAll(/>(number \d+\.)</g)].map(([, name]) => name))
    assert.deepEqual([shown(first).size, shown(second).size], [50, 5])
    assert.equal(new Set([...shown(first), ...shown(second)]).size, 55)
  })

  test('shows a viewer no button, and lets one press none', async () => {
    const { get, post, teamId, reach } = await withTeam('viewer')
    const { id } = (await issueAddress({ teamId, domain, name: 'Ours' })).address
    const { text } = await get()
    assert.ok(text.includes('Ours') && !text.includes('Rename'))
    const presses: Record<string, string>[] = [plainTake, { intent: 'delete', id }, { intent: 'rename', id, name: 'x' }]
    for (const fields of presses) assert.equal((await post(fields)).status, 403)
    assert.equal((await teamAddress(reach, id))?.name, 'Ours')
  })

  test('touches no address of another team or of a project out of reach', async () => {
    const { post } = await withTeam()
    const { teamId } = await newTeam()
    const { id } = (await issueAddress({ teamId, domain, name: 'Theirs' })).address
    assert.equal((await post({ intent: 'delete', id })).status, 404)
    assert.equal((await post({ intent: 'in-use', id })).status, 404)
    assert.deepEqual(await teamAddresses({ teamId, projects: [newId()] }, { take: 1 }), [])
  })

  test('leads to the mails of one address', async () => {
    const { teamId, slug } = await withTeam()
    const person = await newMember(teamId, 'viewer')
    const [one, two] = [(await issueAddress({ teamId, domain })).address, (await issueAddress({ teamId, domain })).address]
    const [first, second] = [await arrived(one), await arrived(two)]
    await Promise.all([reported(one, first), reported(two, second)])
    const { text } = await newVisitor(web.port, person.cookie).get(`/team/${slug}/mails?at=${one.id}`)
    assert.deepEqual([text.includes(first), text.includes(second)], [true, false])
  })
})

describe('mail for an address of a team', () => {
  test('has the project of its address', async () => {
    const { teamId } = await newTeam()
    const project = await createProject({ teamId, name: 'Shop' })
    const { address } = await issueAddress({ teamId, domain, projectId: project?.id ?? null })
    assert.match(await sent(address.email), /^250 /)
    const [mail] = await mailsOfAddress({ addressId: address.id })
    assert.equal(mail?.projectId, project?.id)
  })
  test('is limited as the address is', async () => {
    const { address } = await issueAddress({ teamId: (await newTeam()).teamId, domain, mailsPerDay: 1 })
    assert.match(await sent(address.email), /^250 /)
    assert.match(await sent(address.email), /^4/)
  })
  test('in use at a sending service is accepted for 60 days after deletion, and only that it came is kept', async () => {
    const { teamId } = await newTeam()
    const { address, token } = await issueAddress({ teamId, domain })
    const reach = { teamId, projects: null }
    await changeTeamAddress(reach, { id: address.id, change: { inUse: true }, freshHours: 72 })
    assert.deepEqual((await teamAddress(reach, address.id))?.receivesUntil, never)
    await sent(address.email)
    assert.equal((await deleteAddress(address)).mails, 1)
    assert.match(await sent(address.email), /^250 /)
    assert.deepEqual(await mailsOfAddress({ addressId: address.id }), [])
    const [named] = await prisma.sessionAddress.findMany({ where: { addressId: address.id } })
    assert.equal(named?.outcome, 'delivered')
    const session = await prisma.session.findFirstOrThrow({ where: { id: named.sessionId } })
    assert.doesNotMatch(JSON.stringify(session), /secret/)
    const kept = await prisma.address.findUniqueOrThrow({ where: { id: address.id } })
    const days = (kept.receivesUntil.getTime() - Date.now()) / 86_400_000
    assert.ok(days > 59.9 && days < 60.1)
    assert.equal((await newVisitor(web.port, '').get(`/a/${token}`)).status, 404)
    // What the expire job does when the 60 days are over.
    await deleteAddress(address)
    assert.match(await sent(address.email), /^550 /)
  })
  test('no longer in use expires like any other', async () => {
    const { teamId } = await newTeam()
    const { id } = (await issueAddress({ teamId, domain })).address
    const reach = { teamId, projects: null }
    for (const inUse of [true, false]) await changeTeamAddress(reach, { id, change: { inUse }, freshHours: 1 })
    assert.ok(Number((await teamAddress(reach, id))?.receivesUntil.getTime()) < Date.now() + 3_700_000)
  })
  test('at a domain of the team comes by seed and by local part, once its MX leads here; of nobody else', async () => {
    const { teamId } = await newTeam()
    const name = `${newId()}.example`
    const own = { id: newId(), teamId, name, verifiedAt: new Date() }
    const { address } = await issueAddress({ teamId, domain: name, seed: ownSeed('news', name) })
    const seeded = (await issueAddress({ teamId, domain: name })).address
    const theirs = (await issueAddress({ teamId: (await newTeam()).teamId, domain })).address
    assert.equal(address.email, `news@${name}`)
    await prisma.seedDomain.create({ data: own })
    assert.match(await sent(`News+spring@${name}`), /^250 /)
    assert.match(await sent(seeded.email), /^250 /)
    assert.match(await sent(`${theirs.seed}@${name}`), /^550 /)
    assert.match(await sent(`other@${name}`), /^550 /)
    assert.match(await sent(`news@${domain}`), /^550 /)
    assert.equal((await mailsOfAddress({ addressId: address.id }))[0]?.label, 'spring')
  })
})
