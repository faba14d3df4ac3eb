/** Examples of what is sent and answered, made of the schemas: so they fit, and a new field has its own. */
import { z } from 'zod'
import type { Operation } from '../operations.ts'
import { bodyExamples } from './bodies.ts'
import { byName, byShape } from './samples.ts'

type Shape = z.core.JSONSchema.BaseSchema

const isShape = (one: unknown): one is Shape => typeof one === 'object' && one !== null

interface Making {
  defs: Record<string, Shape>
  /** So deep it has fields that may be left out, too. */
  wholeUpTo: number
  depth: number
}

const deepest = 12
/** Characters. A longer one, as of an answer with a whole report in it, has less of what may be left out. */
const longest = 6000

/** What is sent in the body; undefined when it is no JSON. */
export function bodyExample(id: string, { body }: Operation): unknown {
  if (!body || !('schema' in body)) return undefined
  return Object.hasOwn(bodyExamples, id) ? bodyExamples[id as keyof typeof bodyExamples] : exampleOf(body.schema, 'input')
}

/** What is answered; undefined when it is no JSON. */
export const answerExample = ({ gives }: Operation): unknown => (gives.schema ? exampleOf(gives.schema, 'output') : undefined)

/** A value that fits a schema: of what is sent only what must be there. */
export function exampleOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const shape = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  const upTo = (wholeUpTo: number) => made(shape, '', { defs: shape.$defs ?? {}, wholeUpTo, depth: 0 })
  if (io === 'input') return upTo(0)
  const whole = upTo(deepest)
  return JSON.stringify(whole).length <= longest ? whole : upTo(2)
}

function made(shape: Shape, name: string, making: Making): unknown {
  const deeper = { ...making, depth: making.depth + 1 }
  if (making.depth > deepest) return null
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  if (shape.$ref) return made(making.defs[shape.$ref.replace('#/$defs/', '')] ?? {}, name, deeper)
  const several = shape.anyOf ?? shape.oneOf
  if (several) return least(several.filter(isShape).map((one) => made(one, name, deeper)))
  switch (shape.type) {
    case 'object':
      return objectOf(shape, deeper)
    case 'array':
      return isShape(shape.items) ? [made(shape.items, name, deeper)] : []
    case 'integer':
    case 'number':
      return byName.number[name] ?? shape.minimum ?? 1
    case 'boolean':
      return true
    case 'string':
      return textOf(shape, name)
    default:
      return null
  }
}

/** The shortest that says something: of a mail, and of a mail with its report, the mail. */
function least(values: unknown[]): unknown {
  const [first] = values
    .filter((value) => value !== null)
    .toSorted((one, other) => JSON.stringify(one).length - JSON.stringify(other).length)
  return first ?? null
}

function objectOf({ properties = {}, required = [] }: Shape, making: Making): Record<string, unknown> {
  const names = Object.keys(properties)
  const wanted = making.depth <= making.wholeUpTo ? names : required.length > 0 ? required : names.slice(0, 1)
  return Object.fromEntries(
    wanted.flatMap((name) => {
      const one = properties[name]
      return isShape(one) ? [[name, made(one, name, making)]] : []
    }),
  )
}

function textOf({ format, pattern, maxLength = 1000 }: Shape, name: string): string {
  if (format === 'date-time') return '2026-11-21T13:05:00.000Z'
  const fits = (text: string) => (pattern === undefined || new RegExp(pattern).test(text)) && text.length <= maxLength
  return [byName.text[name] ?? 'text', ...byShape].find(fits) ?? 'text'
}
