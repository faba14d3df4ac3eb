/** App passwords by IMAP: all addresses of a project are folders, and nothing of another is in reach. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { makeAppPassword, revokeAppPassword } from '#prisma/app-password.ts'
import { databaseUrl, prisma } from '#prisma/client.ts'
import { removeMember } from '#prisma/member.ts'
import { openPool } from '#prisma/pool.ts'
import { createProject } from '#prisma/project.ts'
import { deleteProject } from '#prisma/project-removal.ts'
import { openSandbox, sandboxAddress } from '#prisma/sandbox.ts'
import { topsOf } from '#worker/mailbox/project-mailboxes.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReaders } from '#worker/readers/main.ts'
import { type Box, ImapClient, newBox, putMails } from '../helpers/imap.ts'
import { newMember, newTeam } from '../helpers/people.ts'

const readers = await startReaders({ reportHeader: false, limits: { wrongPasswordMs: 5, revokedMs: 0 } })
const pool = openPool({ databaseUrl: databaseUrl(), max: 2 })
after(async () => {
  await readers.close()
  await pool.end()
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})

const mail = (subject: string): string => `Subject: ${subject}\r\n\r\nx\r\n`

/** An address of a project, with mails and a name. */
async function shelved(teamId: string, projectId: string | null, name: string, mails: string[], label?: string): Promise<Box> {
  const box = await newBox(teamId)
  await prisma.address.update({ where: { id: box.address.id }, data: { projectId, name } })
  await putMails(box, mails, label)
  return box
}

/** A team with two projects, and a member with an app password of the first. */
async function withTeam({ limited = false } = {}) {
  const { teamId } = await newTeam()
  const [shop, other] = await Promise.all(['Shop', 'Other'].map((name) => createProject({ teamId, name })))
  const projectId = shop?.id ?? ''
  const { id: userId } = await newMember(teamId, 'member', limited ? [projectId] : null)
  return { teamId, projectId, otherId: other?.id ?? '', userId }
}

async function withPassword(asked: { teamId: string; projectId: string | null; userId: string }) {
  const made = await makeAppPassword({ ...asked, name: 'Phone' })
  if (!made) throw new Error('none was made')
  return { id: made.view.id, user: made.view.username, pass: made.password }
}

type Login = Pick<Box, 'user' | 'pass'>
const open = (login: Login): Promise<ImapClient> => ImapClient.open(readers.imapPort, login)
const mayOpen = (login: Login): Promise<boolean> =>
  open(login).then(
    (client) => {
      client.close()
      return true
    },
    () => false,
  )

describe('an app password', () => {
  test('opens the addresses of its project as folders, with what is below them', async () => {
    const team = await withTeam()
    const { teamId, projectId, otherId } = team
    await shelved(teamId, projectId, 'Spring', [mail('one'), mail('two')], 'wave 1')
    const unnamed = await shelved(teamId, projectId, '', [mail('three')])
    await shelved(teamId, otherId, 'Secret', [mail('four')])
    await shelved(teamId, null, 'Loose', [])
    const client = await open(await withPassword(team))
    const listed = await client.ask('LIST "" *')
    const names = [...listed.matchAll(/"\/" "?([^"\r]+)"?\r/g)].map(([, name]) => name)
    const { email } = unnamed.address
    const wanted = ['INBOX', `${email}/INBOX`, `${email}/Trash`, 'Spring/INBOX', 'Spring/wave 1', 'Spring/Trash', 'Spring', email]
    assert.deepEqual(names.sort(), wanted.sort())
    assert.match(listed, /\(\\NonExistent \\Noselect \\HasChildren\) "\/" Spring\r/)
    assert.match(listed, /\\Trash\) "\/" Spring\/Trash/)
    assert.match(await client.ask('SELECT INBOX'), /\* 0 EXISTS/)
    assert.match(await client.ask('SELECT "Spring/wave 1"'), /\* 2 EXISTS/)
    assert.match(await client.ask('SELECT Spring/inbox'), /\* 2 EXISTS/)
    assert.match(await client.ask('FETCH 2 BODY[HEADER.FIELDS (SUBJECT)]'), /Subject: two/)
    assert.match(await client.ask('STATUS Spring/INBOX (UNSEEN)'), /STATUS Spring\/INBOX \(UNSEEN 1\)/)
    for (const name of [
      'Secret/INBOX',
      'Loose/INBOX',
      'Spring',
      'Spring/',
      '/INBOX',
      `${teamId}/INBOX`,
      'Spring/../Secret/INBOX',
    ])
      assert.match(await client.say(`SELECT "${name}"`), / (NO|BAD) /, name)
    client.close()
  })

  test('that reads the text of mails is told to its team, once a day, by whose it is; that of an address by none', async () => {
    const team = await withTeam()
    const { teamId, projectId, userId } = team
    const spring = await shelved(teamId, projectId, 'Spring', [mail('one'), mail('two')])
    const login = await withPassword(team)
    const read = () => prisma.auditEntry.findMany({ where: { teamId }, select: { userId: true, action: true, subject: true } })
    const client = await open(login)
    await client.ask('SELECT Spring/INBOX')
    for (const items of ['(FLAGS ENVELOPE BODYSTRUCTURE)', 'BODY.PEEK[HEADER]', 'BODY']) await client.ask(`FETCH 1:2 ${items}`)
    assert.deepEqual(await read(), [], 'a heading is no text')
    for (const items of ['BODY.PEEK[]', 'BODY[TEXT]']) await client.ask(`FETCH 1:2 ${items}`)
    client.close()
    const said = [{ userId, action: 'mails.read', subject: login.user }]
    assert.deepEqual(await read(), said)
    const own = await ImapClient.open(readers.imapPort, spring)
    await own.ask('SELECT INBOX')
    await own.ask('FETCH 1 BODY[1]')
    own.close()
    const all = await read()
    assert.deepEqual(
      all.filter((one) => one.userId === null),
      [{ userId: null, action: 'mails.read', subject: spring.user }],
    )
    assert.equal(all.length, 2)
  })

  test('makes folders below an address, and keeps each mail with its own', async () => {
    const team = await withTeam()
    const spring = await shelved(team.teamId, team.projectId, 'Spring', [mail('one'), mail('two')])
    await shelved(team.teamId, team.projectId, 'Autumn', [])
    const client = await open(await withPassword(team))
    await client.ask('CREATE Spring/Kept')
    await client.ask('SUBSCRIBE Spring/Kept')
    assert.match(await client.say('CREATE Elsewhere'), / NO \[CANNOT\]/)
    assert.match(await client.say('RENAME Spring/Kept Autumn/Kept'), / NO \[CANNOT\]/)
    await client.ask('RENAME Spring/Kept Spring/Held')
    await client.ask('SELECT Spring/INBOX')
    assert.match(await client.ask('COPY 1 Spring/Held'), /COPYUID/)
    for (const name of ['Autumn/INBOX', 'INBOX']) assert.match(await client.say(`COPY 1 ${name}`), / NO \[CANNOT\]/, name)
    // Programs know one Trash for all: the mail goes to that of its address.
    const moved = await client.ask('MOVE 2 Autumn/Trash')
    assert.match(moved, /\* 2 EXPUNGE/)
    assert.doesNotMatch(moved, /COPYUID/)
    assert.match(await client.ask('STATUS Spring/Trash (MESSAGES)'), /MESSAGES 1/)
    assert.match(await client.ask('STATUS Autumn/Trash (MESSAGES)'), /MESSAGES 0/)
    assert.match(await client.ask(`APPEND Autumn/INBOX {${mail('put').length}+}\r\n${mail('put')}`), /APPENDUID/)
    assert.match(await client.say('APPEND INBOX {1+}\r\nx'), / NO \[CANNOT\]/)
    client.close()
    // It is the same folder for who opens the address itself.
    const own = await open(spring)
    assert.match(await own.ask('STATUS Held (MESSAGES)'), /MESSAGES 1/)
    own.close()
  })

  test('of the team opens all that is the team’s, and sandboxes by their day', async () => {
    const team = await withTeam()
    const { teamId, projectId } = team
    await shelved(teamId, null, 'Loose', [])
    await shelved(teamId, projectId, 'Spring', [])
    const day = await sandboxAddress(pool, { teamId, projectId }, new Date())
    await putMails({ address: { ...day, email: 'x' } }, [mail('order')])
    const today = new Date().toISOString().slice(0, 10)
    for (const [asked, wanted] of [
      [{ ...team, projectId: null }, `Sandbox/${today} Shop/INBOX`],
      [team, `Sandbox/${today}/INBOX`],
    ] as const) {
      const client = await open(await withPassword(asked))
      assert.match(await client.ask(`SELECT "${wanted}"`), /\* 1 EXISTS/)
      const listed = await client.ask('LIST "" *')
      assert.equal(listed.includes('Loose/INBOX'), asked.projectId === null)
      assert.ok(listed.includes('Spring/INBOX'))
      client.close()
    }
  })

  test('is not for POP3, and opens no sandbox', async () => {
    const team = await withTeam()
    const login = await withPassword(team)
    const client = await ImapClient.connect(readers.pop3Port)
    await client.until(/\r\n$/)
    client.send(`USER ${login.user}\r\nPASS ${login.pass}\r\n`)
    assert.match(await client.until(/-ERR/), /-ERR \[AUTH\] An app password opens folders/)
    client.close()
    await prisma.credential.update({ where: { id: login.id }, data: { name: 'sandbox' } })
    assert.equal(await openSandbox(pool, { username: login.user, password: login.pass }), null)
  })
})

describe('an app password opens nothing more', () => {
  const rows: [title: string, end: (team: Awaited<ReturnType<typeof withTeam>>, id: string) => Promise<unknown>][] = [
    ['when it is taken back', ({ teamId }, id) => revokeAppPassword({ teamId, id })],
    ['when its maker leaves the team', ({ teamId, userId }) => removeMember({ teamId, userId, by: { userId, role: 'member' } })],
    [
      'when its maker only reads',
      ({ teamId, userId }) => prisma.member.update({ where: { teamId_userId: { teamId, userId } }, data: { role: 'viewer' } }),
    ],
    [
      'when its maker sees the project no more',
      ({ teamId, userId }) => prisma.projectMember.deleteMany({ where: { teamId, userId } }),
    ],
    ['when the project is deleted', ({ teamId, projectId }) => deleteProject({ teamId, id: projectId })],
  ]
  for (const [title, end] of rows) {
    test(title, async () => {
      const team = await withTeam({ limited: true })
      await shelved(team.teamId, team.projectId, 'Spring', [mail('one')])
      const login = await withPassword(team)
      const client = await open(login)
      await client.ask('SELECT Spring/INBOX')
      await end(team, login.id)
      await assert.rejects(client.say('NOOP'), /BYE The password was revoked/)
      assert.equal(await mayOpen(login), false)
      client.close()
    })
  }

  test('of an address that went to another project', async () => {
    const team = await withTeam()
    const { address } = await shelved(team.teamId, team.projectId, 'Spring', [mail('one')])
    const login = await withPassword(team)
    const client = await open(login)
    await client.ask('SELECT Spring/INBOX')
    await prisma.address.update({ where: { id: address.id }, data: { projectId: team.otherId } })
    await assert.rejects(client.say('FETCH 1 BODY[]'), /BYE/)
    assert.equal(await mayOpen(login), true)
  })

  test('for who is limited to projects when it is of the team', async () => {
    const team = await withTeam({ limited: true })
    assert.equal(await mayOpen(await withPassword({ ...team, projectId: null })), false)
  })
})

describe('what stands at the top', () => {
  const address = (id: string, name: string) => ({
    id,
    name,
    email: `${id}@seeds.example`,
    seed: id,
    sandboxDay: null,
    project: null,
  })
  const rows: [names: string[], tops: string[]][] = [
    [
      ['Spring', ''],
      ['Spring', 'b@seeds.example'],
    ],
    [
      ['Spring', 'spring'],
      ['Spring a', 'spring b'],
    ],
    [
      ['a/b*"%\\', ' Grüße\n an '],
      ['Grüße an', 'a b'],
    ],
    [
      ['Inbox', 'SANDBOX'],
      ['a@seeds.example', 'b@seeds.example'],
    ],
    [
      ['///', '😀'],
      ['a@seeds.example', '😀'],
    ],
  ]
  for (const [names, tops] of rows) {
    test(names.join(', '), () => {
      const found = topsOf(
        names.map((name, place) => address('ab'[place] ?? '', name)),
        false,
      )
      assert.deepEqual(
        found.map(([top]) => top),
        tops,
      )
    })
  }
})
