/** A test address, written so that it can be read aloud: groups of four, and a line break only between them. */
import { Fragment } from 'react'

export function Address({ email, className = '' }: { email: string; className?: string }) {
  const at = email.lastIndexOf('@')
  const groups = email.slice(0, at).split('-')
  return (
    <bdi dir="ltr" className={`font-mono [font-variant-ligatures:none] ${className}`} translate="no">
      {groups.map((group, index) => (
        // The four groups of one address never change their order, and two may be equal.
        <Fragment key={`${index} ${group}`}>
          {index > 0 && (
            <>
              <span className="text-muted">-</span>
              <wbr />
            </>
          )}
          {group}
        </Fragment>
      ))}
      <wbr />
      <span className="text-muted">{email.slice(at)}</span>
    </bdi>
  )
}
