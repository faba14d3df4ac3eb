/** Placeholders of templates that nobody filled in: `{{name}}`, `${name}`, `%NAME%`, `[[name]]`, `*|NAME|*`, `<%= name %>`, `{% if %}`. */

const forms = [
  /\{\{[^{}\n]{1,80}\}\}/g,
  /\{%[^%\n]{1,80}%\}/g,
  /\$\{[\w.$ ]{1,80}\}/g,
  /%[A-Za-z][A-Za-z0-9_.]{1,40}%/g,
  /\[\[[^[\]\n]{1,80}\]\]/g,
  /\*\|[A-Za-z0-9_:.-]{1,80}\|\*/g,
  /<%=?[^%\n]{1,80}%>/g,
]
/** What one of them at least holds; few texts do. */
const marks = /[{%]|\[\[|\*\|/
/** Text that is looked through; placeholders stand in the text people read. */
const longest = 512 * 1024
const most = 20

/** The placeholders in a text, each once, at most twenty. */
export function mergeTagsIn(text: string): string[] {
  const part = text.slice(0, longest)
  if (!marks.test(part)) return []
  const found = forms.flatMap((form) => [...part.matchAll(form)].map(([tag]) => tag))
  return [...new Set(found.filter((tag) => !isEncodedOctet(tag)))].slice(0, most)
}

/** `%C3%A9` in a link is no placeholder. */
const isEncodedOctet = (tag: string): boolean => /^%[0-9A-Fa-f]{2}%$/.test(tag)
