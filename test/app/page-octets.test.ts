/** A page comes out as it was written, wherever React's buffer ends. */
import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { createElement } from 'react'
import { type PipeableStream, renderToPipeableStream } from 'react-dom/server'
import { pageOctets } from '../../app/server/page-octets.ts'

const pageOf = (words: string): PipeableStream =>
  renderToPipeableStream(
    createElement(
      'p',
      null,
      Array.from({ length: 300 }, (_, key) => createElement('b', { key }, words)),
    ),
  )

describe('a page', () => {
  const written: [title: string, words: string][] = [
    ['with arrows', '→ '],
    ['with letters of two octets', 'ä-'],
    ['with letters of four octets', '𝔵 y'],
    ['in plain letters', 'plain'],
  ]
  for (const [title, words] of written)
    test(`${title} comes out whole, and without a NUL`, async () => {
      const page = await text(pageOf(words).pipe(pageOctets()))
      assert.equal(page, `<p>${`<b>${words}</b>`.repeat(300)}</p>`)
    })
})
