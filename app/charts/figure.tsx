/** Around every chart: a title that says what it shows, the same in words, the drawing, and its table. */
import { type ReactNode, useId } from 'react'
import { useHydrated } from '../ui/hydrated.ts'
import { PictureButton } from './picture-button.tsx'

interface FigureProps {
  title: string
  /** What one unit is: "checks a day". */
  unit: string
  /** The same in numbers. */
  words: ReactNode
  chart: ReactNode
  table: ReactNode
  /** Said instead of the chart when there is too little to draw. */
  empty?: string | false
  /** Beside the title: what can be chosen. */
  choice?: ReactNode
  /** Where the numbers are as a file. */
  csv?: string
  /** Under the drawing: what its marks stand for. */
  below?: ReactNode
  /** A drawing that knows its own height. */
  isTall?: boolean
}

export function Figure({ title, unit, words, chart, table, empty, choice, csv, below, isTall = false }: FigureProps) {
  const id = useId()
  const hydrated = useHydrated()
  return (
    <figure aria-labelledby={id} className="card flex min-w-0 flex-col p-4 sm:p-5">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={id} className="font-semibold tracking-tight">
          {title}
        </h2>
        {choice}
      </figcaption>
      <p className="mt-1 text-[0.95rem] text-muted">{words}</p>
      {empty ? (
        <p className="mt-4 grid h-56 place-items-center rounded-lg bg-sunken px-4 text-center text-muted">{empty}</p>
      ) : (
        <>
          <p className="mt-3 text-xs text-muted">{unit}</p>
          <div data-drawing={unit} className={`mt-1 text-xs ${isTall ? '' : 'h-56'}`}>
            {hydrated ? chart : <NoDrawing />}
          </div>
          {below}
          <div className="relative mt-3 text-sm">
            <details>
              <summary className="opener inline-flex min-h-8 items-center text-muted hover:text-ink">as a table</summary>
              <div className="mt-2 overflow-x-auto max-sm:text-xs">{table}</div>
            </details>
            <div className="absolute inset-e-0 top-0 flex gap-3">
              {csv && (
                <a className="link inline-flex min-h-8 items-center" href={csv} download>
                  CSV<span className="sr-only"> of {title}</span>
                </a>
              )}
              {hydrated && <PictureButton title={title} />}
            </div>
          </div>
        </>
      )}
    </figure>
  )
}

const NoDrawing = () => (
  <p className="grid h-full min-h-40 place-items-center rounded-lg bg-sunken text-sm text-muted">
    The drawing needs JavaScript; the table says the same.
  </p>
)

/** How its cells look is said once, on the table: a chart of months has thousands. */
const cellLook = '[&_:is(td,th)]:py-1.5 [&_:is(td,th)]:pe-4 [&_td]:text-end [&_th]:font-normal'

export function Table({ heads, rows }: { heads: string[]; rows: { key: string; cells: ReactNode[] }[] }) {
  return (
    <table className={`w-full border-collapse tabular-nums ${cellLook}`}>
      <thead>
        <tr className="border-b border-line text-start text-muted">
          {heads.map((head, index) => (
            <th key={head} scope="col" className={`font-medium! ${index === 0 ? 'text-start' : 'text-end'}`}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="[&_th]:text-start">
        {rows.map(({ key, cells: [first, ...others] }) => (
          <tr key={key} className="border-b border-line last:border-b-0">
            <th scope="row">{first}</th>
            {others.map((cell, index) => (
              <td key={heads[index + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
