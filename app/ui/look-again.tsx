/** For readers without JavaScript, on a page that otherwise notices by itself: a link that loads it again. */
export const LookAgain = ({ className = '' }: { className?: string }) => (
  <noscript>
    <p className={`text-sm text-muted ${className}`}>
      Without JavaScript this page does not notice by itself.{' '}
      <a className="link" href="?">
        Look again
      </a>
    </p>
  </noscript>
)
