/** The version that `status` names, from the package's own file. */
import { createRequire } from "node:module";

export function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("homebridge-egress/package.json");
  if (typeof manifest !== "object" || manifest === null || !("version" in manifest))
    return "unknown";
  return String(manifest.version);
}
