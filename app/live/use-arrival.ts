/** On the home page: when a server begins to deliver, the live page opens by itself. */
import { useNavigate } from '@remix-run/react'
import { useEffect } from 'react'
import type { News } from '#worker/news.ts'

export function useArrival(token: string | null): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (!token) return
    const source = new EventSource(`/a/${token}/events`)
    source.addEventListener('news', ({ data }) => {
      const { kind } = JSON.parse(data) as News
      if (kind === 'rcpt' || kind === 'stored') navigate(`/a/${token}`)
    })
    return () => source.close()
  }, [token, navigate])
}
