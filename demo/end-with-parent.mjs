/**
 * Preloaded into every child of the demo: it ends when the demo does, however the demo ended. The IPC
 * channel closes with the parent's process, also after a kill -9 that no handler hears.
 */
const GRACE_MS = 4_000;

process.on("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), GRACE_MS).unref();
});
process.channel?.unref();
