/** A Homebridge as it is installed, on loopback, with this package as its plugin or with none. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../test/free-port.ts";
import { temporaryFolder } from "./folders.ts";
import type { BridgeAt } from "./home/phone.ts";
import { Program } from "./program.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const LOOPBACK = new URL("../demo/loopback-only.mjs", import.meta.url).href;
const CODE = "031-45-154";

export interface HomebridgeOptions {
  /** The platform's block; null for a Homebridge without any plugin. */
  readonly platform: object | null;
  /** What it prints once it is up. */
  readonly ready?: RegExp;
}

export async function startHomebridge({
  platform,
  ready = /is running on port/,
}: HomebridgeOptions): Promise<{ program: Program; bridge: BridgeAt }> {
  const storage = temporaryFolder();
  const plugins = join(storage, "plugins");
  mkdirSync(plugins);
  if (platform !== null) symlinkSync(PACKAGE, join(plugins, "homebridge-egress"));
  const port = await freePort();
  const username = randomUsername();
  const own = { name: "Bench", username, port, pin: CODE, advertiser: "ciao", bind: ["lo"] };
  const platforms = platform === null ? [] : [{ platform: "Egress", name: "Egress", ...platform }];
  writeFileSync(
    join(storage, "config.json"),
    JSON.stringify({ bridge: own, accessories: [], platforms }),
  );
  const program = await Program.start({
    script: [
      join(PACKAGE, "node_modules/homebridge/bin/homebridge.js"),
      ...["-U", storage, "-P", plugins, "--strict-plugin-resolution", "-Q", "-T"],
    ],
    cwd: storage,
    env: { NODE_OPTIONS: `--import=${LOOPBACK}` },
    ready,
  });
  return { program, bridge: { username, port, code: CODE } };
}

export function randomUsername(): string {
  const octet = () => Math.floor(Math.random() * 256);
  return ["0E", ...Array.from({ length: 5 }, () => octet().toString(16).padStart(2, "0"))]
    .join(":")
    .toUpperCase();
}
