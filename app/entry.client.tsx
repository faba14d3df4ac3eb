import { RemixBrowser } from '@remix-run/react'
import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'

// React writes the text that a textarea came with over what was typed before our script; not where it reads another one there.
for (const area of document.querySelectorAll('textarea'))
  Object.defineProperty(area, 'textContent', { value: null, configurable: true })

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <RemixBrowser />
    </StrictMode>,
  )
})
