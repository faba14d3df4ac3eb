/**
 * A builder: a few questions in, a record that can be published out. It knows what is published now, begins with the answers that this
 * amounts to, keeps what it does not ask about, and says of every part of the record what it means.
 */
import { type RecordChange, say, type Words } from '../check.ts'

/** The kinds of records that can be built. Part of a path, so never renamed. */
const builderKinds = ['spf', 'dmarc', 'mta-sts', 'tls-rpt', 'bimi'] as const
export type BuilderKind = (typeof builderKinds)[number]

/** What is known of the domain before anything is asked. */
export interface Known {
  /** A-labels, lower case. */
  domain: string
  /** The records of this kind at the builder's name; more than one is a mistake that a new one mends. */
  texts: readonly string[]
  /** Where the name leads when it is an alias. */
  alias?: string | undefined
  /** Hosts of the domain's MX; undefined when nobody asked or nobody answered. */
  mx?: readonly string[] | undefined
}

/** By the name of the question; of most there is one. A box that is not ticked is not there. */
export type Answers = Readonly<Record<string, readonly string[]>>

export interface Choice {
  value: string
  label: string
  /** Choices of one group stand together. */
  group?: string
  /** What it means, or when it fits. */
  say?: Words
}

/** `one` of its choices, `several` of them, a `text`, or `lines` of text. */
export interface BuilderQuestion {
  name: string
  kind: 'one' | 'several' | 'text' | 'lines'
  ask: string
  help?: Words
  choices?: readonly Choice[]
  /** An answer's shape: never one that could be published by mistake. */
  placeholder?: string
  /** Most people have no need of it. */
  rare?: true
}

/** A part of the record and what it means. `kept`: it was there before, and nobody asked about it. */
export interface Part {
  text: string
  say: Words
  kept?: true
}

/** What is to be known before the record is published. */
export interface Remark {
  verdict: 'info' | 'warn'
  say: Words
  /** Something that has to be published somewhere else, as it stands. */
  record?: RecordChange
}

/** Why an answer makes no record. `field`: the question's name. */
export interface Trouble {
  field: string
  problem: string
  found: string
  say: Words
}

export interface Built {
  value: string
  parts: Part[]
  remarks: Remark[]
  /** A file that goes with the record, to be served at `url`. */
  file?: { url: string; text: string }
}

/** `wanting`: too little is answered yet. */
export type Outcome = { wanting: Words } | { troubles: Trouble[] } | { built: Built }

export interface Builder {
  kind: BuilderKind
  title: string
  /** What such a record is good for. */
  does: Words
  reference: string
  /** Where it stands. */
  nameAt(domain: string): string
  /** Is this text such a record, or was it meant to be one? */
  holds(text: string): boolean
  /** The answers that the published record amounts to; without one those that most begin with. */
  begin(known: Known): Answers
  questions(known: Known, answers: Answers): BuilderQuestion[]
  build(known: Known, answers: Answers): Outcome
}

/** The first answer, without white space around it; '' when there is none. */
export function answered(answers: Answers, name: string): string {
  return answers[name]?.[0]?.trim() ?? ''
}

/** The lines or words of an answer, each once. */
export function listed(answers: Answers, name: string): string[] {
  const parts = (answers[name] ?? []).flatMap((text) => text.split(/[\s,]+/))
  return [...new Set(parts.filter((part) => part !== ''))]
}

/** The text as troubles show it: no longer than a person reads. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** What has to be published so that the name holds exactly this text. Empty when it does already. */
export function changesTo(name: string, { texts, alias }: Known, value: string): RecordChange[] {
  const change = { name, type: 'TXT' as const, ttl: 3600 }
  const aliased: RecordChange[] =
    alias === undefined ? [] : [{ action: 'delete', name, type: 'CNAME', value: `${alias}.`, ttl: 3600 }]
  // What stands behind an alias is published elsewhere, so here it is new.
  if (alias !== undefined || texts.length === 0) return [...aliased, { ...change, action: 'add', value }]
  const stays = Math.max(texts.indexOf(value), 0)
  const gone = texts.filter((_, index) => index !== stays)
  const [was = ''] = texts.slice(stays)
  return [
    ...(was === value ? [] : [{ ...change, action: 'replace' as const, was, value }]),
    ...gone.map((text): RecordChange => ({ ...change, action: 'delete', value: text })),
  ]
}

/** What it means that the name is an alias today. */
export function aboutAlias(name: string, { alias }: Known): Remark[] {
  if (alias === undefined) return []
  const words = say`${name} is an alias of ${alias} now, so whoever runs that sets the record. Change it there, or take it over with this one.`
  return [{ verdict: 'warn', say: words }]
}
