/** Whether a person has set anything: apart, since what checks a configuration is loaded only for one. */

const HOMEBRIDGE_KEYS: ReadonlySet<string> = new Set(["platform", "name", "_bridge"]);

/** Homebridge makes a block with just these keys when a plugin is installed and not set up. */
export function isUntouched(raw: unknown): boolean {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return false;
  return Object.keys(raw).every((key) => HOMEBRIDGE_KEYS.has(key));
}
