/** List-Unsubscribe (RFC 2369 §3.2): URIs in angle brackets, separated by commas: `<https://example.com/u/1>, <mailto:u@example.com>`. */

export interface UnsubscribeUris {
  https: string[]
  http: string[]
  mailto: string[]
  /** What stands there and is no URI in angle brackets, or one with spaces, raw characters or a template's placeholder in it. */
  malformed: string[]
}

const placeholder = /\{\{|\}\}|\*\||\|\*|%%|\[\[|\]\]|<%|\$\{/

/** Reads the unfolded values of the List-Unsubscribe fields. */
export function readListUnsubscribe(values: string[]): UnsubscribeUris {
  const uris: UnsubscribeUris = { https: [], http: [], mailto: [], malformed: [] }
  for (const item of values.flatMap((value) => items(value.slice(0, 8192)))) {
    const uri = /^<([^<>]+)>$/.exec(item)?.[1]?.trim()
    if (uri === undefined || placeholder.test(uri) || /[^\x21-\x7e]/.test(uri)) uris.malformed.push(item)
    else if (/^https:\/\/[^/]/i.test(uri)) uris.https.push(uri)
    else if (/^http:\/\/[^/]/i.test(uri)) uris.http.push(uri)
    else if (/^mailto:[^@]+@./i.test(uri)) uris.mailto.push(uri)
    else uris.malformed.push(item)
  }
  return uris
}

/** Commas inside the brackets belong to the URI; comments in parentheses to nobody. */
function items(value: string): string[] {
  const found = value.match(/<[^<>]*>|[^\s,<>()]+|\([^()]*\)/g) ?? []
  return found.filter((item) => !item.startsWith('('))
}
