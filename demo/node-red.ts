/** The demo's Node-RED: it runs the engine, as the authority of the house. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Child } from "./children.ts";
import type { FlowNode } from "./flow.ts";
import { PACKAGE_ROOT } from "./package-root.ts";

export interface NodeRedOptions {
  readonly folder: string;
  readonly port: number;
  readonly flow: readonly FlowNode[];
}

export async function startNodeRed(
  { folder, port, flow }: NodeRedOptions,
  begun: (child: Child) => void,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  // The devices start anew each time, so the engine must not remember another house.
  rmSync(join(folder, "egress"), { recursive: true, force: true });
  const settings = join(folder, "settings.js");
  const manifest = { name: "demo-house", description: "The demo house", private: true };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "flows.json"), JSON.stringify(flow));
  writeFileSync(settings, `module.exports = ${JSON.stringify(settingsFor(port), null, 2)};\n`);
  await Child.start(
    {
      name: "Node-RED",
      script: [
        createRequire(import.meta.url).resolve("node-red/red.js"),
        "-u",
        folder,
        "-s",
        settings,
      ],
      cwd: folder,
      logFile: join(folder, "node-red.log"),
      ready: /Started flows/,
    },
    begun,
  );
  return `http://127.0.0.1:${port}/`;
}

/** On this machine only, and silent towards the network. */
function settingsFor(port: number): object {
  return {
    uiPort: port,
    uiHost: "127.0.0.1",
    flowFile: "flows.json",
    credentialSecret: "demo",
    nodesDir: [PACKAGE_ROOT],
    telemetry: { enabled: false, updateNotification: false },
    diagnostics: { enabled: false, ui: false },
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: false, allowUpload: false },
      modules: { allowInstall: false },
    },
    editorTheme: {
      page: { title: "Egress demo house" },
      header: { title: "Egress demo house" },
      tours: false,
      projects: { enabled: false },
      palette: { catalogues: [] },
      multiplayer: { enabled: false },
    },
    logging: { console: { level: "info" } },
  };
}
