/** What our server tells every loader and action about the request, as `context`. */
import type {} from '@remix-run/server-runtime'

declare module '@remix-run/server-runtime' {
  interface AppLoadContext {
    /** Stands in this answer's Content-Security-Policy: every inline script and style carries it. */
    nonce: string
    /** Names this request in the logs and on the page of an error. */
    requestId: string
    /** The client's address: IPv4, or IPv6 as RFC 5952 writes it. */
    client: string
    /** Does the request come from this machine itself, or bring METRICS_TOKEN? */
    operator: boolean
    /** Aborts when the server stops: what waits, ends. */
    closing: AbortSignal
  }
}
