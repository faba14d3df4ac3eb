/** The tab *Mail*: what its reader would see, in the list and opened, without anything in it being run or fetched. */
import { Form, Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { Codes, Links } from './extracted.tsx'
import { InboxRows } from './inbox.tsx'
import type { MailTab } from './page.server.ts'
import { Files } from './parts.tsx'

type Html = NonNullable<MailTab['html']>

export function MailLook({ look, mailId }: { look: MailTab | null; mailId: string }) {
  if (!look) return <p className="card p-5 text-muted">The mail is no longer kept.</p>
  const { html, text, inbox, files, extracted, problem } = look
  return (
    <div className="grid gap-5">
      <h1 className="sr-only">The mail, as its reader sees it</h1>
      <Block id="inbox" title="In the list">
        <InboxRows inbox={inbox} />
      </Block>
      {html ? <Preview look={look} html={html} mailId={mailId} /> : <NoHtml />}
      {extracted && extracted.codes.length > 0 && (
        <Block id="codes" title="One-time codes">
          <Codes codes={extracted.codes} />
        </Block>
      )}
      {extracted && extracted.links.length > 0 && (
        <Block id="links" title="Links">
          <Links {...extracted} />
        </Block>
      )}
      {files.length > 0 && (
        <Block id="files" title="Attached">
          <Files files={files} mailId={mailId} />
          <p className="mt-4 text-sm text-muted">Files are saved, never opened here. Nobody has looked for viruses in them.</p>
        </Block>
      )}
      {text && <PlainText text={text} />}
      {problem && <p className="text-sm text-muted">Not all of the mail could be read: {problem}.</p>}
    </div>
  )
}

export function Block({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="card min-w-0 overflow-hidden">
      <h2 id={id} className="border-b border-line bg-sunken/50 px-4 py-3 text-lg font-semibold tracking-tight sm:px-5">
        {title}
      </h2>
      <div className="px-4 py-4 sm:px-5">{children}</div>
    </section>
  )
}

const NoHtml = () => (
  <Block id="preview" title="Opened">
    <p>This mail has no HTML. Its reader sees the text below.</p>
  </Block>
)

function PlainText({ text: { shown, more } }: { text: NonNullable<MailTab['text']> }) {
  return (
    <Block id="text" title="Plain text">
      <p className="max-w-[76ch] whitespace-pre-wrap [overflow-wrap:anywhere]" dir="auto">
        {shown}
      </p>
      {more && <p className="mt-4 text-sm text-muted">And more, in the file.</p>}
    </Block>
  )
}

function Preview({ look, html, mailId }: { look: MailTab; html: Html; mailId: string }) {
  const { width, scheme, load } = look
  const at = (changes: Partial<Pick<MailTab, 'width' | 'scheme' | 'load'>>): string => {
    const wanted = { width, scheme, load, ...changes }
    const query = new URLSearchParams({ tab: 'mail', width: wanted.width, scheme: wanted.scheme })
    return `/mail/${mailId}?${query}${wanted.load && `&${wanted.load}`}#preview`
  }
  return (
    <Block id="preview" title="Opened">
      <div className="mb-3 flex flex-wrap gap-x-6 gap-y-2 text-sm">
        <Choice label="Width">
          <Way to={at({ width: 'phone' })} on={width === 'phone'} word="Phone" />
          <Way to={at({ width: 'desktop' })} on={width === 'desktop'} word="Desktop" />
        </Choice>
        <Choice label="Colours">
          <Way to={at({ scheme: 'light' })} on={scheme === 'light'} word="Light" />
          <Way to={at({ scheme: 'dark' })} on={scheme === 'dark'} word="Dark" />
        </Choice>
      </div>
      <Images look={look} html={html} blocked={at({ load: '' })} />
      <a
        href="#after-preview"
        className="sr-only focus:not-sr-only focus:mb-2 focus:inline-block focus:rounded-lg focus:bg-surface focus:px-3 focus:py-1.5"
      >
        Skip the preview
      </a>
      <div className="-mx-4 overflow-x-auto bg-sunken py-4 sm:mx-0 sm:rounded-lg sm:px-4">
        <iframe
          key={html.frame}
          src={html.frame}
          title={`Preview of the mail, ${width} width`}
          sandbox="allow-popups"
          referrerPolicy="no-referrer"
          tabIndex={-1}
          className={`block rounded-md border border-line ${scheme === 'dark' ? 'bg-[#121212] [color-scheme:dark]' : 'bg-white [color-scheme:light]'} ${width === 'phone' ? 'mx-auto h-[667px] w-[375px] max-w-full' : 'h-[42rem] w-full min-w-[44rem]'}`}
        />
      </div>
      <div id="after-preview" tabIndex={-1} className="mt-3 grid gap-1.5 text-sm text-muted focus:outline-none">
        <Cut html={html} />
        {scheme === 'dark' && (
          <p>
            Dark: a dark ground, and the mail’s own rules for dark. So Apple Mail shows it. Gmail and Outlook change colours as
            they like, which cannot be shown here.
          </p>
        )}
        <p>
          {load === ''
            ? 'Nothing in it runs and nothing is fetched.'
            : 'Nothing in it runs, and nothing but the images is fetched.'}{' '}
          A link you press opens in a new tab and is a click to its sender.{' '}
          <a className="link" href={html.frame} target="_blank" rel="noopener noreferrer">
            Open the preview alone
          </a>
        </p>
      </div>
    </Block>
  )
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className="flex items-center gap-2">
      <span className="text-muted" aria-hidden="true">
        {label}
      </span>
      <span className="inline-flex overflow-hidden rounded-lg border border-line">{children}</span>
    </nav>
  )
}

function Way({ to, on, word }: { to: string; on: boolean; word: string }) {
  return (
    <Link
      to={to}
      preventScrollReset
      aria-current={on ? 'true' : undefined}
      className={`inline-flex min-h-8 items-center px-3 whitespace-nowrap text-ink no-underline ${on ? 'bg-accent-soft font-medium forced-colors:outline' : 'bg-surface hover:bg-sunken'}`}
    >
      {word}
    </Link>
  )
}

function Images({
  look: { load, width, scheme },
  html: { remote, missing },
  blocked,
}: {
  look: MailTab
  html: Html
  blocked: string
}) {
  const lost = missing > 0 && (
    <p>{count(missing, 'image')} of the mail itself could not be shown: not there, too large, or not a picture.</p>
  )
  if (remote === 0) return lost ? <div className="mb-4 text-sm text-muted">{lost}</div> : null
  if (load !== '') {
    return (
      <div className="mb-4 grid gap-1 text-sm text-muted">
        <p>
          {count(remote, 'image')} asked for through this Seedbed, without your address. What does not appear is not there, too
          large, or not a picture.{' '}
          <Link className="link" to={blocked} preventScrollReset>
            Block them
          </Link>
        </p>
        {lost}
      </div>
    )
  }
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      <Form method="post" preventScrollReset>
        <input type="hidden" name="width" value={width} />
        <input type="hidden" name="scheme" value={scheme} />
        <Button kind="quiet" name="intent" value="load-images">
          Load {count(remote, 'image')}
        </Button>
      </Form>
      <div className="grow basis-64 text-muted">
        <p>
          Blocked, as many readers see it. Loading asks the sender’s servers: they will count the mail as opened, and a link that
          works once may be used up.
        </p>
        {lost}
      </div>
    </div>
  )
}

/** Of 1024 octets, as Gmail’s limit is. */
const kilobytes = (size: number): string => `${(size / 1024).toFixed(1)} KB`

function Cut({ html: { size, below, cut } }: { html: Html }) {
  return (
    <>
      {below ? (
        <p className="text-ink">
          The HTML has {kilobytes(size)}; Gmail shows the first 102 KB, up to the red line.{' '}
          {below.links === 0 ? (
            'No link stands below it.'
          ) : (
            <>
              Below it: {count(below.links, 'link')}
              {below.texts.length > 0 && (
                <>
                  {' '}
                  (
                  {below.texts.map((text, index) => (
                    <span key={`${index} ${text}`}>
                      {index > 0 && ', '}
                      <bdi>{text}</bdi>
                    </span>
                  ))}
                  )
                </>
              )}
              .
            </>
          )}
        </p>
      ) : (
        <p>The HTML has {kilobytes(size)}. Gmail cuts at 102 KB, so all of it is seen.</p>
      )}
      {cut && <p>Only its beginning is shown here: {cut}.</p>}
    </>
  )
}
