/** What a history looks like, before there is one: drawn by hand, and told apart from a real one by its word. */
export const ExampleChart = () => (
  <figure className="max-w-full rounded-lg border border-dashed border-line-strong/60 px-3 py-2 text-sm text-muted">
    <figcaption>
      <span className="me-2 font-medium">Example</span> Score of each mail. 8.9, until SPF changed on 12 Nov; then 3.0.
    </figcaption>
    <svg viewBox="0 0 320 72" className="mt-2 block h-18 w-80 max-w-full opacity-70" aria-hidden="true" focusable="false">
      <path d="M0 66.5H320M0 36.5H320M0 6.5H320" className="stroke-line" fill="none" />
      <path d="M208.5 4V68" className="stroke-line-strong" fill="none" strokeDasharray="3 3" />
      <path
        d="M4 20 36 16 68 18 100 13 132 15 164 12 200 14 216 49 248 47 280 50 312 48"
        className="stroke-accent"
        fill="none"
        strokeWidth="2"
      />
    </svg>
  </figure>
)
