/** Characters that are looked at: enough for any newsletter, little enough for any attack. */
const lookedAt = 256 * 1024

/** The text a reader would see of an HTML mail, roughly: tags, styles and scripts gone. In one pass, whatever the HTML is. */
export function textOfHtml(html: string): string {
  let hidden: string | undefined
  let text = ''
  for (const [index, piece] of html.slice(0, lookedAt).split('<').entries()) {
    const end = piece.indexOf('>')
    const tag = /^\/?[a-z]{1,10}/i.exec(piece)?.[0].toLowerCase()
    if (hidden !== undefined && tag === `/${hidden}`) hidden = undefined
    else if (hidden === undefined && (tag === 'style' || tag === 'script' || tag === 'title')) hidden = tag
    if (hidden === undefined) text += ` ${index === 0 ? piece : piece.slice(end + 1)}`
  }
  return text.replace(/&(?:nbsp|zwnj|#\d{1,6}|#x[\da-f]{1,6});/gi, ' ').replace(/&amp;/gi, '&')
}

/** The different words of three letters and more. */
export function wordsOf(text: string): Set<string> {
  const part = text.slice(0, lookedAt).toLowerCase()
  // The letters of ASCII are found several times as fast as all letters there are.
  return new Set(part.match(/[^\0-\x7f]/.test(part) ? /\p{L}{3,40}/gu : /[a-z]{3,40}/g) ?? [])
}
