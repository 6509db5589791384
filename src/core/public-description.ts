import type { DeviceBinding, SiteDescription } from "./site.ts";

/** Keys of a device binding that open something. */
const SECRETS: ReadonlySet<string> = new Set(["user", "password", "token"]);

/** Gives the site without what its devices are logged in with: fit to be published and kept. */
export function publicDescription(site: SiteDescription): SiteDescription {
  return {
    ...site,
    sensors: site.sensors.map(withoutSecrets),
    doors: site.doors.map((door) => ({
      ...door,
      locks: door.locks.map(withoutSecrets),
      holder: door.holder === null ? null : withoutSecrets(door.holder),
    })),
  };
}

function withoutSecrets<Part extends { readonly device: DeviceBinding | null }>(part: Part): Part {
  return part.device === null ? part : { ...part, device: strip(part.device) };
}

function strip<Value>(value: Value): Value;
function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((inner: unknown) => strip(inner));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !SECRETS.has(key.toLowerCase()));
  return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner)]));
}
