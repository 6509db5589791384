/** Where the package is, from its sources and from its build alike. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export const PACKAGE_ROOT = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, "package.json")) || above === folder ? folder : rootAbove(above);
}
