/** The page of a comparison that has no two sides yet, or no longer. */
import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { buttonLook } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { SideLine } from './page.tsx'
import type { SideHead } from './sides.server.ts'

const Page = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className="grid max-w-[48rem] gap-4">
    <h1 className="text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">{title}</h1>
    {children}
  </div>
)

const Rows = ({ sides, to }: { sides: SideHead[]; to: (side: SideHead) => string }) => (
  <ul className="card divide-y divide-line">
    {sides.map((side) => (
      <li key={side.ref} className="px-4 py-3 sm:px-5">
        <SideLine side={side} to={to(side)} />
      </li>
    ))}
  </ul>
)

interface ChooseProps {
  a: SideHead | null
  offered: SideHead[] | null
  ticked: number
}

export function Choose({ a, offered, ticked }: ChooseProps) {
  if (!a) return <TickTwo ticked={ticked} />
  const path = (other: SideHead) => {
    const [before, after] = isBefore(a, other) ? [a, other] : [other, a]
    return `/compare?${new URLSearchParams({ a: before.ref, b: after.ref })}`
  }
  return (
    <Page title="Compare with what?">
      <Rows sides={[a]} to={({ path }) => path} />
      {offered && offered.length > 0 && (
        <>
          <h2 className="mt-2 font-semibold">Held against</h2>
          <Rows sides={offered} to={path} />
        </>
      )}
      {offered?.length === 0 && <p className="text-muted">There is nothing else here to hold it against yet.</p>}
      {!offered && (
        <p className="text-muted">
          This link opens one report and no list of others. Open the page on which you took the address, or the history of your
          browser, and tick two.
        </p>
      )}
    </Page>
  )
}

/** Which was first? A mail without the number of an analysis stands for its newest. */
function isBefore(one: SideHead, other: SideHead): boolean {
  const [[oneId, oneNumber = Infinity], [otherId, otherNumber = Infinity]] = [one.ref.split('.'), other.ref.split('.')]
  return oneId === otherId ? Number(oneNumber) < Number(otherNumber) : one.at < other.at
}

const TickTwo = ({ ticked }: { ticked: number }) => (
  <Page title="Tick two mails to compare them">
    <p className="text-muted">
      {ticked > 0 ? `You ticked ${count(ticked, 'mail')}. ` : ''}Two mails are held against each other: what changed, and whether
      it matters.
    </p>
    <p>
      <Link className={buttonLook('main')} to="/history">
        Your tests
      </Link>
    </p>
  </Page>
)

export const Gone = ({ other }: { other: SideHead }) => (
  <Page title="One of the two was deleted; here is the other.">
    <Rows sides={[other]} to={({ path }) => path} />
    <p>
      <Link className={buttonLook('quiet')} to={`/compare?a=${other.ref}`}>
        Pick another
      </Link>
    </p>
  </Page>
)

export const Waiting = ({ a, b }: { a: SideHead; b: SideHead }) => (
  <Page title="One of the two has no report yet.">
    <Rows sides={[a, b]} to={({ path }) => path} />
    <p>
      <Link className={buttonLook('quiet')} to={`/compare?${new URLSearchParams({ a: a.ref, b: b.ref })}`}>
        Look again
      </Link>
    </p>
  </Page>
)
