/** Loaded into each process that start.ts runs: when start.ts is gone, however it went, the process stops as if asked to. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
