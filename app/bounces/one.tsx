/** One bounce: what it means, what that stands on, the reply as it came, and where it was told. */
import { Link } from '@remix-run/react'
import { RecipientCard, Row } from '../bounce/answer.tsx'
import { AskToDelete } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import type { BouncePart } from './one.server.ts'

export function BounceView({ bounce }: { bounce: BouncePart }) {
  const { at, judged, project, together } = bounce
  return (
    <div className="grid gap-5">
      <p>
        <Link className="link" to="/bounces">
          All bounces
        </Link>
      </p>
      <RecipientCard one={judged} Title="h1">
        <Row name="When">
          <Time at={at} />
        </Row>
        <Row name="Told by">
          <Source bounce={bounce} />
        </Row>
        {project && (
          <Row name="Project">
            <Link className="link" to={`/bounces?project=${project.id}`}>
              <bdi>{project.name}</bdi>
            </Link>
          </Row>
        )}
      </RecipientCard>
      <p>
        <Link className="link" to={`/bounces?label=${judged.label}`}>
          All bounces that mean the same
        </Link>
      </p>
      {together > 0 && (
        <AskToDelete
          label="Delete"
          question={
            together === 1
              ? 'This bounce is deleted for good.'
              : `This bounce was kept with others of the same file: all ${count(together, 'bounce')} are deleted for good.`
          }
        />
      )}
    </div>
  )
}

function Source({ bounce: { source, of } }: { bounce: BouncePart }) {
  if (source === 'file') return 'A reply, a mail or a file that was brought here and kept.'
  const { path, say } = sources[source]
  return (
    <Link className="link" to={path(of)}>
      {say}
    </Link>
  )
}

const sources = {
  mail: { path: (id: string) => `/mail/${id}`, say: 'A bounce mail that arrived at a test address' },
  probe: { path: (id: string) => `/scan/${id}`, say: 'A look at a mail server' },
  test_send: { path: (id: string) => `/sends/${id}`, say: 'A test send' },
} as const
