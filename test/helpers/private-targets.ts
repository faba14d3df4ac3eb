/** Imported before anything that reads the settings: servers of this machine may be reached. */
process.env.ALLOW_PRIVATE_TARGETS = 'true'
