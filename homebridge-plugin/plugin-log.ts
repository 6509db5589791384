/** What the platform logs with: the part of Homebridge's logger that it needs. */
export interface PluginLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs what an event, a timer or Homebridge calls: an error that left it would end the whole bridge. */
export function guarded(log: PluginLog, doing: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    log.error(`Unexpected while ${doing}: ${messageOf(error)}`);
  }
}
