/** Whatever has no page. */
export const meta = () => [{ title: 'Nothing here – Seedbed' }]

export function loader(): never {
  throw new Response('There is no page at this address. The link may be old, or cut off at its end.', { status: 404 })
}

export default function Nowhere() {
  return null
}
