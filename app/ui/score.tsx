/** A score from 0 to 10, as a number, and as a bar with the ceiling that holds it down. */
import { points } from './count.ts'

interface ScoreProps {
  score: number
  /** The ceiling, when one applies. */
  ceiling?: number | undefined
  tone: string
}

export function Score({ score, ceiling, tone }: ScoreProps) {
  return (
    <div className="max-sm:shrink-0">
      <p className="flex items-baseline gap-1.5">
        <span className={`text-[2.6rem] sm:text-[3.25rem] leading-none font-semibold tracking-tight tabular-nums ${tone}`}>
          {points(score)}
        </span>
        <span className="text-lg text-muted">/ 10</span>
      </p>
      <ScoreBar score={score} ceiling={ceiling} tone={tone} />
    </div>
  )
}

function ScoreBar({ score, ceiling, tone }: ScoreProps) {
  return (
    <svg
      viewBox="0 0 200 10"
      className={`mt-2 h-2.5 w-24 sm:mt-2.5 sm:w-52 rtl:-scale-x-100 ${tone}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect x="0" y="2" width="200" height="6" rx="3" fill="var(--line)" />
      <rect x="0" y="2" width={Math.max(score * 20, 4)} height="6" rx="3" fill="currentColor" />
      {ceiling !== undefined && ceiling < 10 && <rect x={ceiling * 20 - 1} y="0" width="2.5" height="10" fill="var(--ink)" />}
    </svg>
  )
}

/** For lists: 8.9, or a dash while there is none. */
export function SmallScore({ score, tone }: { score: number | null; tone: string }) {
  if (score === null) return <span className="text-muted">–</span>
  return <span className={`font-semibold tabular-nums ${tone}`}>{points(score)}</span>
}
