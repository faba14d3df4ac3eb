/**
 * Records of the form `v=STSv1; id=1; more=x`: a version that must come first and be exactly this one, then fields. MTA-STS (RFC 8461 §3.1)
 * and TLS reporting (RFC 8460 §3) share it. It is stricter than a DKIM tag list: names and values have few characters, no empty field.
 */
import type { Problem } from './tags.ts'

export interface Field {
  name: string
  value: string
  /** Where the field begins in the text, counted from 1. */
  column: number
}

export type FieldProblem = 'version' | 'empty-field' | 'bad-field'

export interface FieldList {
  fields: Field[]
  problems: Problem<FieldProblem>[]
}

/** Reads the fields after `version`, which is `v=STSv1` or its like. Case counts. */
export function readFields(text: string, version: string): FieldList {
  const list: FieldList = { fields: [], problems: [] }
  const parts = text.split(';')
  let start = 0
  for (const [index, part] of parts.entries()) {
    const found = part.replace(/^[ \t]+/, '').replace(/(?<![ \t])[ \t]+$/, '')
    const column = start + part.indexOf(found) + 1
    start += part.length + 1
    if (index === 0) {
      if (part !== found.padEnd(part.length) || found !== version) list.problems.push({ problem: 'version', column: 1, found })
    } else if (found !== '') readField(found, column, list)
    // One `;` may stand at the end.
    else if (index < parts.length - 1) list.problems.push({ problem: 'empty-field', column, found })
  }
  return list
}

function readField(found: string, column: number, list: FieldList): void {
  const equals = found.indexOf('=')
  const name = found.slice(0, Math.max(equals, 0))
  const value = found.slice(equals + 1)
  // sts-ext-name: a letter or digit, then up to 31 more or `_`, `-`, `.`.
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/.test(name) || value === '') list.problems.push({ problem: 'bad-field', column, found })
  else list.fields.push({ name, value, column })
}

/** sts-ext-value: printable, without space, `=` and `;`. */
export function isPlainValue(value: string): boolean {
  return /^[\x21-\x3a\x3c\x3e-\x7e]+$/.test(value)
}
