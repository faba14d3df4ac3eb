/** The table of the API: it has every route and nothing else, its document is valid OpenAPI, and its client does what it says. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { answerExample, bodyExample } from '../../app/api-page/example.ts'
import { openApi } from '../../app/openapi.ts'
import { type Operation, operations } from '../../app/operations.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { clientOf, Refused } from '../../cli/client.ts'
import { ask } from '../helpers/ask.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const all = Object.entries<Operation>(operations)
const routes = join(import.meta.dirname, '../../app/routes')

/** Paths below /api/v1 by the names of the route files, and the methods their code answers. */
function routed(): string[] {
  return globSync('api.v1.*.ts', { cwd: routes })
    .filter((file) => file !== 'api.v1.$.ts' && !file.includes('openapi'))
    .flatMap((file) => {
      const path = file
        .slice('api.v1.'.length, -'.ts'.length)
        .split('.')
        .map((part) =>
          part
            .replace(/_$/, '')
            .replace(/^\$(\w+)/, '{$1}')
            .replaceAll(/[[\]]/g, ''),
        )
        .join('/')
      return methodsOf(readFileSync(join(routes, file), 'utf8')).map((method) => `${method} /${path}`)
    })
    .sort()
}

/** What a route does not refuse with 405. */
function methodsOf(code: string): string[] {
  const allowed = [...code.matchAll(/methodNotAllowed\('([^']+)'\)/g)].flatMap(([, list = '']) => list.split(', '))
  const [, answered = ''] = /routeOf\(\{([^}]*)\}/.exec(code) ?? []
  const named = [...answered.matchAll(/\b([A-Z]+):/g)].flatMap(([, method = '']) => method)
  return [...new Set([...allowed, ...named])].filter((method) => method !== 'HEAD')
}

test('every route of the API is an operation, and the other way round', () => {
  assert.deepEqual(all.map(([, { method, path }]) => `${method} ${path}`).sort(), routed())
})

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { status, text } = await ask(web.port, '/api/v1/openapi.json')
    assert.equal(status, 200)
    const { valid, errors } = await new Validator().validate(JSON.parse(text))
    assert.ok(valid, JSON.stringify(errors))
  })
  test('names each operation once', () => {
    const { paths } = openApi('https://seedbed.example') as { paths: Record<string, Record<string, { operationId: string }>> }
    const named = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId))
    assert.deepEqual(named.sort(), Object.keys(operations).sort())
  })
  test('is also a page', async () => {
    const { status, text } = await ask(web.port, '/api')
    assert.equal(status, 200)
    for (const [id] of all) assert.ok(text.includes(`id="${id}"`), id)
  })
  test('is a page that is searched', async () => {
    const idsIn = async (find: string) => {
      const { text } = await ask(web.port, `/api?find=${encodeURIComponent(find)}`)
      return all.filter(([id]) => text.includes(`id="${id}"`)).map(([id]) => id)
    }
    assert.deepEqual(await idsIn('Snooze  POST'), ['snoozeAlert'])
    assert.deepEqual(await idsIn('<script>'), [])
  })
  for (const [id, operation] of all) {
    test(`has an example of ${id} that fits`, () => {
      const { body, gives } = operation
      if (body && 'schema' in body) assert.ok(body.schema.safeParse(bodyExample(id, operation)).success, 'what is sent')
      if (gives.schema) assert.equal(gives.schema.safeParse(answerExample(operation)).error, undefined, 'what is answered')
    })
  }
})

describe('the client', () => {
  const client = () => clientOf(`http://127.0.0.1:${web.port}`)
  const refused = (status: number, code: string) => (error: unknown) =>
    error instanceof Refused && error.status === status && error.code === code

  test('takes an address, looks at it and deletes it', async () => {
    const { token, address } = await client().takeAddress({ body: {} })
    assert.equal((await client().readAddress({ token })).address, address)
    assert.deepEqual(await client().listMails({ token }), { mails: [], next: null })
    await client().deleteAddress({ token })
    await assert.rejects(client().readAddress({ token }), refused(404, 'not-found'))
  })
  test('reads a mail, its octets and its parts, and deletes it', async () => {
    const { address, token } = await newAddress()
    const id = await arrived(address)
    await reported(address, id)
    const { mails } = await client().listMails({ token, query: { until: 'reported', wait: '1s', limit: 5 } })
    assert.deepEqual(
      mails.map((mail) => mail.id),
      [id],
    )
    assert.equal((await client().readMail({ id, query: { analysis: 1 } })).status, 'reported')
    assert.ok((await client().readMailRaw({ id })).byteLength > 0)
    assert.ok((await client().readMailPart({ id, number: '1' })).byteLength > 0)
    await client().deleteMail({ id })
    await assert.rejects(client().readMail({ id }), refused(404, 'not-found'))
  })
  test('has a mail judged that is a file', async () => {
    const body = new TextEncoder().encode('From: a@example.com\r\nSubject: Hello\r\n\r\nHello\r\n')
    const { id } = await client().bringMail({ body, query: { ip: '9.9.9.9', mailFrom: 'a@example.com' } })
    assert.equal((await client().readMail({ id })).status, 'stored')
  })
  test('asks for a scan, reads it and deletes it', async () => {
    const { id } = await client().startScan({ body: { domain: 'example.com' } })
    assert.equal((await client().readScan({ id })).status, 'asked')
    await client().deleteScan({ id })
    await assert.rejects(client().readScan({ id }), refused(404, 'not-found'))
  })
  test('says why something is refused', async () => {
    await assert.rejects(client().startScan({ body: { domain: 'acme' } }), (error: unknown) => {
      return error instanceof Refused && error.status === 400 && error.message.includes('dot')
    })
  })
})
