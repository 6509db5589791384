/** A Node-RED as it is installed, without its editor, on loopback. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../test/free-port.ts";
import { temporaryFolder } from "./folders.ts";
import { Program } from "./program.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

export interface NodeRedOptions {
  /** Whether it has this package's nodes. */
  readonly egress: boolean;
  /** Files in its user directory, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What it prints once it is up; its flows have started unless said otherwise. */
  readonly ready?: RegExp;
}

export async function startNodeRed(
  flow: readonly object[],
  { egress, files = {}, ready = /Started flows/ }: NodeRedOptions,
): Promise<Program> {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "flows.json"), JSON.stringify(flow));
  const settings = join(folder, "settings.js");
  writeFileSync(settings, settingsOf(await freePort(), egress ? [PACKAGE] : []));
  const nodeRed = createRequire(import.meta.url).resolve("node-red/red.js");
  return Program.start({ script: [nodeRed, "-u", folder, "-s", settings], ready });
}

function settingsOf(uiPort: number, nodesDir: readonly string[]): string {
  return `module.exports = ${JSON.stringify({
    uiPort,
    uiHost: "127.0.0.1",
    flowFile: "flows.json",
    credentialSecret: "bench",
    disableEditor: true,
    nodesDir,
    telemetry: { enabled: false, updateNotification: false },
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: false },
      modules: { allowInstall: false },
    },
    logging: { console: { level: "info" } },
  })};`;
}
