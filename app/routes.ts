import { flatRoutes } from '@remix-run/fs-routes'

/** Every file in routes/ is a route; its name is its path. */
export default flatRoutes()
