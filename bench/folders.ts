/** Folders that go when the bench ends. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "egress-bench-"));
  folders.add(folder);
  return folder;
}

/** The path of a site file in a folder of its own. */
export function siteFile(site: object): string {
  const file = join(temporaryFolder(), "site.json");
  writeFileSync(file, JSON.stringify(site));
  return file;
}
