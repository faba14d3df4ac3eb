/** PostgreSQL's text and jsonb hold neither U+0000 nor half a surrogate pair; mail, banners and DNS bring both. */

/** The same value with every string made storable: NUL as its visible symbol, lone surrogates as U+FFFD. */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\0', '\u2400').toWellFormed() as T & string
  if (Array.isArray(value)) return value.map(storable) as T
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)])) as T
}
