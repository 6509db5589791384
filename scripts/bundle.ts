/**
 * Joins what tsc built into few files, and puts the used part of zod into them. Two hundred modules of our
 * own and zod with all its languages took half of the time in which a command starts (docs/decisions/0011).
 *
 * The names that others know stay as they are: what package.json exports, the nodes, the command, and the
 * journal's thread, which is started by its file.
 */
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";

const OUT = "dist";
/** Carried along; every other package stays a dependency or is the host's. */
const BUNDLED = /^zod(\/|$)/;

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly import: string }>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly "node-red": { readonly nodes: Readonly<Record<string, string>> };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const known = [
  ...Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? [] : [target.import],
  ),
  ...Object.values(manifest.bin),
  ...Object.values(manifest["node-red"].nodes),
  `${OUT}/src/journal/sqlite-journal.js`,
  `${OUT}/src/journal/journal-worker.js`,
  `${OUT}/demo/main.js`,
].map((path) => join(path));

const bundle = await rolldown({
  input: Object.fromEntries(
    known.map((path) => [path.slice(OUT.length + 1, -".js".length), `./${path}`]),
  ),
  platform: "node",
  external: (id) => /^[@\w]/.test(id) && !BUNDLED.test(id),
});
const { output } = await bundle.generate({
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name].js",
});
await bundle.close();

for (const module of globSync(`${OUT}/**/*.js`)) rmSync(module);
for (const file of output) {
  if (file.type !== "chunk") throw new Error(`${file.fileName} is no code`);
  const path = join(OUT, file.fileName);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, file.code);
}
copyFileSync("node_modules/zod/LICENSE", join(OUT, "LICENSE-zod"));
