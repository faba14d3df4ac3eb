/** The projects of a team as choices of a list, after `none`: what it means to choose none of them. Without it one must be chosen. */
export const ProjectOptions = ({ projects, none }: { projects: { id: string; name: string }[]; none?: string | undefined }) => (
  <>
    {none !== undefined && <option value="">{none}</option>}
    {projects.map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ))}
  </>
)
