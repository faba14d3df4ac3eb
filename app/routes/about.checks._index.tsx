import { json, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { checksPage } from '../about/catalogue.server.ts'
import { Checks } from '../about/checks.tsx'

export const meta: MetaFunction = () => [{ title: 'All checks – Seedbed' }]

export const loader = () => json(checksPage())

export default function AllChecks() {
  return <Checks checks={useLoaderData<typeof loader>()} />
}
