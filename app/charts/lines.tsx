/** Lines over time, with marks where something happened. */
import { lazy, type ReactNode, Suspense } from 'react'

export interface DrawnLine {
  key: string
  name: string
  /** By the places of `at`; null where nothing was counted. */
  values: (number | null)[]
}

export interface Mark {
  letter: string
  /** Milliseconds. */
  at: number
}

export interface LinesProps {
  title: string
  /** The moments of the points, in milliseconds, rising. */
  at: number[]
  lines: DrawnLine[]
  marks?: Mark[]
  /** Of a moment on the axis. */
  label: (at: number) => string
  write: (value: number) => string
  /** The axis of the values. */
  axis: { domain: [number, number]; ticks: number[]; log?: boolean; width?: number }
  /** What else is known of a point. */
  note?: (place: number) => ReactNode
}

const DrawnLines = lazy(async () => ({ default: (await import('./drawn-lines.tsx')).DrawnLines }))

export const Lines = (props: LinesProps) => (
  <Suspense>
    <DrawnLines {...props} />
  </Suspense>
)
