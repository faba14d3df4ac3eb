/** Who sees what on /status. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startWeb, type Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'

let web: Web
before(async () => {
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
