/** What a writer gives: the text of a record, or what stands in its way, field by field. Never a text that says something else. */

export interface Unwritable<Name extends string> {
  problem: Name
  /** Which part of what was to be written: `p`, `rua.1`, `terms.3`. Counted from 0. */
  field: string
  found: string
}

export type Written<Name extends string> = { text: string } | { problems: Unwritable<Name>[] }

/** A field that its grammar has no word for, kept as it was found. */
export interface OtherField {
  name: string
  value: string
}

/** The text, unless something stands in its way. */
export function written<Name extends string>(text: string, problems: Unwritable<Name>[]): Written<Name> {
  return problems.length > 0 ? { problems } : { text }
}

/** Fields of which a name comes twice or is one of `taken`. */
export function repeated(others: readonly OtherField[], taken: readonly string[]): Unwritable<'duplicate-tag'>[] {
  const seen = new Set(taken)
  return others.flatMap(({ name, value }, index) => {
    const again = seen.has(name)
    seen.add(name)
    return again ? [{ problem: 'duplicate-tag', field: `others.${index}`, found: `${name}=${value}` }] : []
  })
}
