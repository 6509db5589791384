/** Puts what is not TypeScript (editor forms, help, catalogues, icons) beside the built code. */
import { cpSync, existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";

const assets = globSync("{nodes,homebridge-plugin}/**/*", { withFileTypes: true }).filter(
  (entry) => entry.isFile() && !entry.name.endsWith(".ts"),
);
for (const asset of assets) {
  const from = join(asset.parentPath, asset.name);
  const to = join("dist", from);
  if (!existsSync(dirname(to)) || asset.isFile()) cpSync(from, to, { recursive: true });
}
