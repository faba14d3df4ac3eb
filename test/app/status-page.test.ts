/** Who sees what on /status and /setup, and whom the first page leads there. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startWeb, type Web } from '../../app/server.ts'
import { prisma } from '#prisma/client.ts'
import { ask } from '../helpers/ask.ts'
import { newPerson, type TestPerson } from '../helpers/people.ts'
import { arrived, newAddress } from '../helpers/rows.ts'

let web: Web
let owner: TestPerson
let another: TestPerson
before(async () => {
  // The first account owns the instance.
  owner = await newPerson()
  another = await newPerson()
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

/** The ids of the parts that are shown. */
async function shown(headers: Record<string, string>): Promise<string[]> {
  const { text } = await ask(web.port, '/status', { headers })
  return [...text.matchAll(/<li id="([\w-]+)"/g)].map(([, id = '']) => id)
}

describe('/status', () => {
  test('shows whoever runs it everything: from this machine', async () => {
    const ids = await shown({})
    for (const id of ['database', 'queue', 'jobs', 'disk', 'versions', 'certificate', 'port-25']) assert.ok(ids.includes(id), id)
  })
  test('shows everybody else what bears upon their reports', async () => {
    const ids = await shown({ 'x-forwarded-for': '198.51.100.7' })
    assert.ok(ids.includes('port-25') && ids.includes('dns'))
    for (const id of ['database', 'jobs', 'disk', 'versions', 'clock']) assert.ok(!ids.includes(id), id)
  })
  test('is one click away from every page', async () => {
    assert.match((await ask(web.port, '/bounce')).text, /<a [^>]*href="\/status"/)
  })
})

const away = { 'x-forwarded-for': '198.51.100.7' }

describe('/setup', () => {
  const rows: [who: string, headers: () => Record<string, string>, status: number][] = [
    ['nobody from elsewhere is led to sign in', () => away, 302],
    ['somebody else with an account is refused', () => ({ ...away, cookie: another.cookie }), 403],
    ['the owner sees it from everywhere', () => ({ ...away, cookie: owner.cookie }), 200],
    ['whoever is at the machine sees it', () => ({}), 200],
  ]
  for (const [who, headers, status] of rows)
    test(who, async () => assert.equal((await ask(web.port, '/setup', { headers: headers() })).status, status))

  test('writes the records for the domain and the address that were told', async () => {
    const { text } = await ask(web.port, '/setup?domain=acme.net&address=93.184.215.14')
    for (const said of ['SMTP_NAME=mx.acme.net', 'SEED_DOMAINS=test.acme.net', 'BASE_URL=https://seedbed.acme.net'])
      assert.ok(text.includes(said), said)
    // Nobody answers in this test, and that is no missing record.
    assert.match(text, /The name servers of mx\.acme\.net did not answer/)
  })
  test('says what is in the way of what was told, and keeps it', async () => {
    const { text } = await ask(web.port, '/setup?domain=%3Cb%3E&address=10.0.0.1')
    assert.ok(text.includes('value="&lt;b&gt;"') && !text.includes('<b>'))
  })
  test('is where the first page leads its owner, and nobody else', async () => {
    const isLed = async (headers: Record<string, string>) =>
      (await ask(web.port, '/', { headers })).text.includes('To receive from the internet')
    assert.deepEqual([await isLed({}), await isLed(away), await isLed({ ...away, cookie: another.cookie })], [true, false, false])
  })
  test('is found by its owner, and nobody else', async () => {
    const named = async (cookie: string, typed: string) =>
      (await ask(web.port, `/find?q=${typed}`, { headers: { cookie } })).text.split('/setup').length
    // It stands in the owner's menu anyway.
    const finds = async ({ cookie }: TestPerson) => (await named(cookie, 'certificate')) > (await named(cookie, 'zzz'))
    assert.deepEqual([await finds(owner), await finds(another)], [true, false])
  })
  test('sees mail from another network, whoever got it, and says nothing of it but that it came', async () => {
    const seen = async () => (await ask(web.port, '/setup')).text
    const { address } = await newAddress()
    await arrived(address)
    assert.ok(!(await seen()).includes('Mail from other networks has arrived'))
    await prisma.session.updateMany({ data: { peerAddress: '93.184.215.20' } })
    const text = await seen()
    assert.ok(text.includes('Mail from other networks has arrived') && !text.includes('93.184.215.20'))
  })
})
