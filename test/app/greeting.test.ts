/** Do our own servers greet, and as what they are? */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, test } from 'node:test'
import { greets, NoGreeting } from '../../app/server/greeting.ts'

describe('a greeting', () => {
  const rows: [title: string, says: string, words: RegExp, wrong: string | undefined][] = [
    ['of SMTP means service', '220 mx.acme.example ESMTP\r\n', /^220[ -]/, undefined],
    ['of SMTP that refuses is none', '554 no service\r\n', /^220[ -]/, 'greeting 554'],
    ['of IMAP means service', '* OK [CAPABILITY IMAP4rev2] ready\r\n', /^\* OK\b/, undefined],
    ['of IMAP that says goodbye is none', '* BYE Too many connections\r\n', /^\* OK\b/, 'greeting unreadable'],
    ['of POP3 means service', '+OK ready\r\n', /^\+OK\b/, undefined],
    ['of another protocol is none, and nothing of it is told', 'SSH-2.0-secret\r\n', /^\+OK\b/, 'greeting unreadable'],
  ]
  for (const [title, says, words, wrong] of rows) {
    test(title, async () => {
      const server = createServer((socket) => socket.on('error', () => {}).end(says)).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const greeted = greets({ host: '127.0.0.1', port, words, goodbye: 'QUIT', patienceMs: 5000 })
      if (wrong === undefined) await greeted
      else await assert.rejects(greeted, (error) => error instanceof NoGreeting && error.message === wrong)
      server.close()
    })
  }
  test('does not come where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    await assert.rejects(greets({ host: '127.0.0.1', port, words: /x/, goodbye: 'QUIT', patienceMs: 5000 }), /ECONNREFUSED/)
  })
})
