/** News come in the order in which they were told, also while the first connection to Redis is made. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { closeNews, publishNews, subscribeNews } from '#worker/news.ts'

const many = 400
after(() => closeNews())

test('what is told first is heard first', async () => {
  const heard: number[] = []
  let wake = (): void => {}
  const all = new Promise<void>((resolve) => {
    wake = resolve
  })
  await new Promise<void>((gap) => {
    subscribeNews('anybody', {
      news(news) {
        if (news.kind === 'stored') heard.push(news.size)
        if (heard.length === many) wake()
      },
      gap,
    })
  })
  for (let size = 0; size < many; size++) {
    publishNews('anybody', [{ kind: 'stored', at: '', session: '', mailId: '', size }])
    if (size % 2 === 1) await turn()
  }
  await all
  assert.deepEqual(
    heard,
    Array.from({ length: many }, (_, size) => size),
  )
})
