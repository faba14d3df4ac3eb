/**
 * Tag lists, `tag=value; tag=value` (RFC 6376 §3.2): the shape of DKIM keys and, with fewer liberties, of DMARC records (RFC 9989 §4.8).
 * Unknown tags are ignored; a tag that occurs twice makes the whole list invalid.
 */

export interface Tag {
  /** Lower case: RFC 6376 §3.2 makes case count, most verifiers do not. */
  name: string
  /** White space around it removed, inside it kept. */
  value: string
  /** Where the tag begins in the text, counted from 1. */
  column: number
}

/** What is wrong at one place of a record. */
export interface Problem<Name extends string> {
  problem: Name
  /** Where, counted from 1. */
  column: number
  /** The text that is wrong, as it stands there. */
  found: string
}

export interface TagList {
  tags: Tag[]
  problems: Problem<'duplicate-tag' | 'not-a-tag'>[]
}

/** Reads a tag list. Of a tag that occurs twice only the first is kept, and the second is a problem. */
export function readTags(text: string): TagList {
  const list: TagList = { tags: [], problems: [] }
  const seen = new Set<string>()
  const parts = text.split(';')
  let start = 0
  for (const [index, part] of parts.entries()) {
    const found = trimSpace(part)
    const column = start + part.indexOf(found) + 1
    start += part.length + 1
    // An empty part is only allowed at the end: `tag-list = tag-spec *( ";" tag-spec ) [ ";" ]`.
    if (found === '' && index === parts.length - 1) break
    const equals = found.indexOf('=')
    const name = trimSpace(found.slice(0, Math.max(equals, 0))).toLowerCase()
    if (!/^[a-z][a-z0-9_]*$/.test(name)) list.problems.push({ problem: 'not-a-tag', column, found })
    else if (seen.has(name)) list.problems.push({ problem: 'duplicate-tag', column, found })
    else list.tags.push({ name, value: trimSpace(found.slice(equals + 1)), column })
    seen.add(name)
  }
  return list
}

/** Folding white space at the ends only; `trim()` would also take a no-break space, which is damage that has to be seen. */
function trimSpace(text: string): string {
  return text.replace(/^[ \t\r\n]+/, '').replace(/(?<![ \t\r\n])[ \t\r\n]+$/, '')
}

/** The value of a tag, undefined when it is not there. */
export function tagValue(tags: Tag[], name: string): string | undefined {
  return tags.find((tag) => tag.name === name)?.value
}
