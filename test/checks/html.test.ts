import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { readHtml } from '#checks/records/html.ts'

/** What a report can learn of a tree: names, attributes, texts, the line each begins in, and which have an end tag. */
function shapeOf(node: DefaultTreeAdapterTypes.Node): unknown {
  const { sourceCodeLocation: at } = node
  return [
    node.nodeName,
    ...('attrs' in node ? node.attrs.map(({ name, value }) => `${name}=${value}`) : []),
    ...('value' in node ? [node.value] : []),
    ...[at?.startLine, Boolean(at && 'endTag' in at && at.endTag)],
    ...('childNodes' in node ? node.childNodes.map(shapeOf) : []),
    ...('content' in node ? [shapeOf(node.content)] : []),
  ]
}

/** Apart by `·`. */
const pieces = [
  '<p>·</p>·<b>·</b>·<a href="x?a=1&amp;b=2&copy;z">·</a>·<table>·<tr>·<td>·</td>·</table>·<svg>·<math>·<mi>·<template>·</template>',
  '<div style="color:red;\r\nwidth : 1px" class=\'q\' id=u>·</div>·<style>·</style>·<script>·</script>·<title>·</title>·<textarea>',
  '</textarea>·<pre>·</pre>·<select>·<option>·</select>·<caption>·<colgroup>·<br/>·<img alt="x·">·<!-- c -->·<!--·-->·<!doctype html>',
  '</·<·&amp;·&·&#0;·&#x80;·&notin·\0·\r·\n·\r\n·\t· ·  ·word·some words, and more·é ü·漢字·\u{1f600}·\ud83d·\ude00·\u00a0·\x01·\x7f',
  '\x85·\ufdd0·"·\'·=·>·\f·<plaintext>·<html lang=x>·<body bgcolor=y>·<head>·</head>·</body>·</html>·<noscript>·<iframe>·<h1>·<li>',
].flatMap((row) => row.split('·'))

/** Always the same numbers, so that what fails once fails again (Park and Miller's generator). */
function* numbers(): Generator<number, never> {
  for (let state = 20261121; ; state = (state * 48271) % 2147483647) yield state
}

test('HTML is read as parse5 reads it, whatever it is made of', () => {
  const random = numbers()
  const below = (most: number) => random.next().value % most
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: 1 + below(round % 50 === 0 ? 800 : 30) }, () => pieces[below(pieces.length)]).join('')
    const theirs = parse(text, { sourceCodeLocationInfo: true })
    assert.deepEqual(shapeOf(readHtml(text).document), shapeOf(theirs), JSON.stringify(text))
  }
})
