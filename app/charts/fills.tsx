/** Fills that differ by pattern as well as colour, so that a chart can be read without colours. */

export interface Fill {
  /** Unique on the page: patterns of two charts must not be mixed up. */
  id: string
  colour: string
  pattern: 'solid' | 'stripes' | 'dots' | 'cross' | 'bars' | 'back' | 'posts'
}

export const verdictFills: Record<'pass' | 'warn' | 'fail', Fill> = {
  pass: { id: 'fill-pass', colour: 'var(--chart-pass)', pattern: 'solid' },
  warn: { id: 'fill-warn', colour: 'var(--chart-warn)', pattern: 'stripes' },
  fail: { id: 'fill-fail', colour: 'var(--chart-fail)', pattern: 'cross' },
}

/** One for each series of the fullest chart: six codes, and the others together. */
const patterns: Fill['pattern'][] = ['solid', 'stripes', 'dots', 'cross', 'bars', 'back', 'posts']

/** Codes by what their first digit says: accepted, for now, for good; classes of bounces alike. */
export function codeFill(chart: string, code: string, place: number): Fill {
  const [pass, warn, fail] = ['var(--chart-pass)', 'var(--chart-warn)', 'var(--chart-fail)']
  const colours: Record<string, string> = { '2': pass, '4': warn, '5': fail, hard: fail, block: warn }
  const pattern = patterns[place % patterns.length] ?? 'solid'
  return {
    id: `fill-${chart}-${place}`,
    colour: colours[code] ?? colours[/^\d/.exec(code)?.[0] ?? ''] ?? 'var(--line-strong)',
    pattern,
  }
}

const marks: Record<Exclude<Fill['pattern'], 'solid'>, string> = {
  stripes: 'M-2 2 2-2M0 8 8 0M6 10l4-4',
  back: 'M-2 6l4 4M0 0l8 8M6-2l4 4',
  cross: 'M0 8 8 0M0 0l8 8',
  bars: 'M0 2h8M0 6h8',
  posts: 'M2 0v8M6 0v8',
  dots: 'M4 4h.01',
}

/** Goes inside a chart's drawing. */
export function Patterns({ fills }: { fills: Fill[] }) {
  return (
    <defs>
      {fills.map(({ id, colour, pattern }) => (
        <pattern key={id} id={id} width="8" height="8" patternUnits="userSpaceOnUse">
          <rect width="8" height="8" fill={colour} />
          {pattern !== 'solid' && (
            <path
              d={marks[pattern]}
              stroke="var(--surface)"
              strokeWidth={pattern === 'dots' ? 3 : 1.5}
              strokeLinecap="round"
              fill="none"
              opacity="0.75"
            />
          )}
        </pattern>
      ))}
    </defs>
  )
}

export function Swatch({ fill }: { fill: Fill }) {
  return (
    <svg viewBox="0 0 16 16" className="size-4 shrink-0 rounded-sm" aria-hidden="true">
      <rect width="16" height="16" fill={`url(#${fill.id})`} />
    </svg>
  )
}
