/** On the page of a domain: watch it, for who is signed in. */
import { Form, useRouteLoaderData } from '@remix-run/react'
import type { AccountLine } from '../account/line.server.ts'
import { Button } from '../ui/button.tsx'
import { presetWords } from './words.ts'

export function WatchPress({ domain }: { domain: string }) {
  const root = useRouteLoaderData('root') as { account: AccountLine | null } | undefined
  const team = root?.account?.team
  if (!team || team.role === 'viewer') return null
  return (
    <details>
      <summary className="inline-flex min-h-8 cursor-pointer items-center rounded-lg border border-line bg-surface px-2.5 text-sm font-medium hover:bg-sunken">
        Watch
      </summary>
      <Form method="post" action={`/team/${team.slug}/domains`} className="card mt-2 grid max-w-md gap-2 p-4">
        <input type="hidden" name="name" value={domain} />
        <p>What changes in it is told under Alerts of {team.name}, and to its channels.</p>
        {(['usual', 'close', 'quiet'] as const).map((preset) => (
          <Button key={preset} kind="quiet" name="preset" value={preset}>
            {presetWords[preset]}
          </Button>
        ))}
        <input type="hidden" name="intent" value="watch" />
      </Form>
    </details>
  )
}
