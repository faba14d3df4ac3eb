/** Stacked bars over time, one colour and pattern a key. */
import { lazy, Suspense } from 'react'
import type { Bucket } from './buckets.ts'
import type { Fill } from './fills.tsx'

export interface Stack {
  key: string
  name: string
  fill: Fill
}

export interface BarsProps {
  buckets: Bucket[]
  stacks: Stack[]
  title: string
  /** Where a piece of a bar leads. The table leads there too, for who does not point. */
  pathOf?: PathOf
}

/** What stands behind one number of a chart: the bucket by its place, and the key. Undefined where there is no such page. */
export type PathOf = (place: number, key: string) => string | undefined

const StackedBars = lazy(async () => ({ default: (await import('./stacked-bars.tsx')).StackedBars }))

export const Bars = (props: BarsProps) => (
  <Suspense>
    <StackedBars {...props} />
  </Suspense>
)
