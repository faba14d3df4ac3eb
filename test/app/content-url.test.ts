/** With CONTENT_URL the HTML of mails is on another origin: there and nowhere else, and nothing else is there. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ask } from '../helpers/ask.ts'

// Settings are read once, by the first file that needs one.
process.env.BASE_URL = 'https://seedbed.test'
process.env.CONTENT_URL = 'https://content.test/'
const { startWeb } = await import('../../app/server.ts')
const { arrived, newAddress } = await import('../helpers/rows.ts')
const { frameLink } = await import('../../app/mail-view/frame.server.ts')

let web: Awaited<ReturnType<typeof startWeb>>
let id: string
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
  const { address } = await newAddress()
  id = await arrived(address, 'Subject: x\r\nContent-Type: text/html\r\n\r\n<p>hello<img src="https://img.test/a.png">')
})
after(() => web.close())

const at = (host: string, path: string) => ask(web.port, path, { headers: { host } })

describe('the HTML of a mail', () => {
  test('is at CONTENT_URL, may be framed from BASE_URL, and asks for images there', async () => {
    const link = new URL(frameLink(id, { scheme: 'light', images: true }))
    assert.equal(link.origin, 'https://content.test')
    const { status, headers } = await at('content.test', link.pathname + link.search)
    assert.equal(status, 200)
    assert.equal(headers['x-frame-options'], undefined)
    assert.ok(String(headers['content-security-policy']).includes(`img-src data: https://content.test/mail/${id}/image;`))
    assert.equal((await at('seedbed.test', link.pathname + link.search)).status, 421)
  })

  test('is framed by the page, which alone is at BASE_URL', async () => {
    const { text, headers } = await at('seedbed.test', `/mail/${id}?tab=mail`)
    assert.match(text, /<iframe src="https:\/\/content\.test\/mail\//)
    assert.match(String(headers['content-security-policy']), /frame-src https:\/\/content\.test;/)
    for (const path of ['/', `/mail/${id}`, `/api/v1/mails/${id}`, '/healthz', `/mail/${id}/html/x`]) {
      assert.equal((await at('content.test', path)).status, 421, path)
    }
  })
})
