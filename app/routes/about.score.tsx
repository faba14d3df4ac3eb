import { json, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type ScorePage, scorePage } from '../about/catalogue.server.ts'
import { Score } from '../about/score.tsx'

export const meta: MetaFunction = () => [{ title: 'How the score works – Seedbed' }]

export const loader = () => json<ScorePage>(scorePage())

export default function HowTheScoreWorks() {
  return <Score page={useLoaderData() as ScorePage} />
}
