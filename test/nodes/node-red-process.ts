/** A real Node-RED with its editor, as a process of its own, on a free port of 127.0.0.1. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "../free-port.ts";

const PACKAGE_ROOT = resolve(import.meta.dirname, "../..");

export interface NodeRedProcess {
  readonly url: string;
  /** Everything it has printed. */
  readonly output: () => string;
  readonly pid: number;
  readonly running: boolean;
  flows(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Ends in an orderly way. A user directory that was given stays. */
  stop(): Promise<void>;
  /** Ends as a power cut does. */
  kill(): Promise<void>;
}

export interface NodeRedProcessOptions {
  /** A user directory to start from; a new one, removed at the end, unless given. */
  readonly userDir?: string;
  /** Where nodes are looked for beside the user directory's own packages; this package unless given. */
  readonly nodesDir?: readonly string[];
  /** Who may use the editor and its routes; anyone unless given. */
  readonly adminAuth?: Readonly<Record<string, unknown>>;
}

export async function startNodeRedProcess(
  flows: readonly unknown[],
  options: NodeRedProcessOptions = {},
): Promise<NodeRedProcess> {
  const port = await freePort();
  const userDir = options.userDir ?? mkdtempSync(join(tmpdir(), "egress-editor-"));
  writeFileSync(join(userDir, "flows.json"), JSON.stringify(flows));
  writeFileSync(
    join(userDir, "settings.js"),
    settings(port, options.nodesDir ?? [PACKAGE_ROOT], options.adminAuth),
  );
  const nodeRed = createRequire(import.meta.url).resolve("node-red/red.js");
  const child = spawn(
    process.execPath,
    [nodeRed, "-u", userDir, "-s", join(userDir, "settings.js")],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    if (options.userDir === undefined) rmSync(userDir, { recursive: true, force: true });
  };
  await started(child, () => printed);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    output: () => printed,
    pid: child.pid ?? 0,
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
    async flows() {
      const answer = await fetch(`${url}/flows`);
      return (await answer.json()) as readonly Readonly<Record<string, unknown>>[];
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

function started(child: ChildProcess, printed: () => string): Promise<void> {
  return new Promise((done, failed) => {
    const look = () => {
      if (printed().includes("Started flows")) done();
      if (printed().includes("Waiting for missing types")) {
        child.kill("SIGTERM");
        failed(new Error("Node-RED has not our nodes: the package must be built first"));
      }
    };
    child.stdout?.on("data", look);
    child.once("exit", (code) => failed(new Error(`Node-RED ended with ${code}: ${printed()}`)));
  });
}

function settings(
  port: number,
  nodesDir: readonly string[],
  adminAuth: NodeRedProcessOptions["adminAuth"],
): string {
  return `module.exports = ${JSON.stringify({
    uiPort: port,
    uiHost: "127.0.0.1",
    flowFile: "flows.json",
    credentialSecret: "test",
    ...(adminAuth === undefined ? {} : { adminAuth }),
    nodesDir,
    telemetry: { enabled: false, updateNotification: false },
    diagnostics: { enabled: false, ui: false },
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: false, allowUpload: false },
      modules: { allowInstall: false },
    },
    editorTheme: {
      tours: false,
      projects: { enabled: false },
      palette: { catalogues: [] },
      multiplayer: { enabled: false },
    },
    logging: { console: { level: "info" } },
  })};`;
}
