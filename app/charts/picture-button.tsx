/** A chart as a picture, made in the browser from what is drawn there. */
import { useState } from 'react'

export function PictureButton({ title }: { title: string }) {
  const [failed, setFailed] = useState(false)
  return (
    <>
      <button
        type="button"
        className="link inline-flex min-h-8 cursor-pointer items-center"
        onClick={({ currentTarget }) => {
          const figure = currentTarget.closest('figure')
          if (figure) keep(figure, title).catch(() => setFailed(true))
        }}
      >
        PNG<span className="sr-only"> of {title}</span>
      </button>
      <span role="status" className="text-muted">
        {failed && 'This browser cannot make the picture.'}
      </span>
    </>
  )
}

async function keep(figure: HTMLElement, title: string): Promise<void> {
  const { pictureOf } = await import('./picture.ts')
  const address = URL.createObjectURL(await pictureOf(figure, title))
  const link = document.createElement('a')
  link.href = address
  link.download = `${fileName(title)}.png`
  link.click()
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** Nothing but letters and digits of ASCII: a title may hold the name of a domain. */
const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80) || 'chart'
