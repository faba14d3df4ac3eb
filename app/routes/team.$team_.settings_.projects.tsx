/** /team/{slug}/settings/projects: the team's projects. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { type ProjectAnswer, type ProjectsPage, pressProjects, projectsPage } from '../projects/page.server.ts'
import { ProjectsView } from '../projects/page.tsx'

export const meta: MetaFunction = () => [{ title: 'Projects – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<ProjectsPage>(await projectsPage(request, params.team))
}

export const action = ({ request, params }: ActionFunctionArgs) => pressProjects(request, params.team)

export default function Projects() {
  return <ProjectsView page={useLoaderData() as ProjectsPage} answer={useActionData() as ProjectAnswer | undefined} />
}
