/** What one report asked and what came of it: the memory by which everything is asked once, and the list that stands in the report. */
import { type Question, Unreachable } from '#checks/net.ts'

export type Noted = Pick<Question, 'outcome'> & Partial<Question>
/** What a question is called before anything came of it. */
export type Base = Pick<Question, 'name' | 'type' | 'server'> & Partial<Question>
export type Notebook = ReturnType<typeof notebook>

/** When a question was begun, and where in the notes its line is. */
export interface Line {
  slot: number
  at: string
  started: number
}

/** Does everything once, and writes down what came of it in the order in which it was begun. */
export function notebook() {
  const memory = new Map<string, Promise<unknown>>()
  const kept: (Question | undefined)[] = []
  const clock = dateWriter()

  const begin = (): Line => ({ slot: kept.push(undefined) - 1, at: clock(), started: performance.now() })
  const took = ({ started }: Line) => Math.round((performance.now() - started) * 10) / 10
  const enter = ({ slot }: Line, question: Question) => {
    kept[slot] = question
  }
  /** Enters silence. Anything else is our own fault and stands in no report. */
  const failed = (line: Line, base: Base, error: unknown) => {
    if (!(error instanceof Unreachable)) return
    enter(line, { ...base, server: error.server ?? base.server, at: line.at, milliseconds: took(line), outcome: error.reason })
  }

  async function note<T>(base: Base, work: () => Promise<T>, read: (got: T) => Noted): Promise<T> {
    const line = begin()
    try {
      const got = { ...(await work()), at: line.at, milliseconds: took(line) }
      enter(line, { ...base, at: line.at, milliseconds: got.milliseconds, ...read(got) })
      return got
    } catch (error) {
      failed(line, base, error)
      throw error
    }
  }

  return {
    begin,
    took,
    enter,
    failed,
    note,
    /** One key belongs to one question, so what stands there is its answer. */
    recall: <T>(key: string) => memory.get(key) as Promise<T> | undefined,
    keep(key: string, found: Promise<unknown>): void {
      memory.set(key, found)
    },
    once<T>(key: string, base: Base, work: () => Promise<T>, read: (got: T) => Noted): Promise<T> {
      const known = memory.get(key) ?? note(base, work, read)
      memory.set(key, known)
      return known as Promise<T>
    },
    questions: () => kept.filter((question) => question !== undefined),
  }
}

/** The time of day, written out once a millisecond: many questions begin in the same one. */
function dateWriter(): () => string {
  let [moment, written] = [0, '']
  return () => {
    const now = Date.now()
    if (now !== moment) [moment, written] = [now, new Date(now).toISOString()]
    return written
  }
}
