/** The limit, Egress in its two processes, and the flow that a user of Node-RED would write. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../test/free-port.ts";
import { temporaryFolder } from "../folders.ts";
import { startNodeRed } from "../node-red.ts";
import { Program } from "../program.ts";
import { benchSite } from "./site.ts";
import type { SubjectKind } from "./subject.ts";
import { userFlow } from "./user-flow.ts";

const CLI = fileURLToPath(new URL("../../dist/src/cli/bin.js", import.meta.url));
const program = (name: string) => fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url));

/** Where the subject needs a broker of others: the given one, or the embedded one as a program. */
async function broker(port: number | null): Promise<{ programs: Program[]; port: number }> {
  if (port !== null) return { programs: [], port };
  const own = await freePort();
  const script = [program("broker"), String(own)];
  return { programs: [await Program.start({ script, ready: /up/ })], port: own };
}

export const LIMIT: SubjectKind = {
  letter: "l",
  name: "limit (one buffer)",
  latches: false,
  async start(doors, brokerPort) {
    const { programs, port } = await broker(brokerPort);
    const script = [program("one-buffer"), String(port), this.letter, String(doors)];
    return { programs: [await Program.start({ script, ready: /up/ }), ...programs], port };
  },
};

export function egressRun(letter: string, name: string, journal: boolean): SubjectKind {
  return {
    letter,
    name,
    latches: true,
    async start(doors, brokerPort) {
      const folder = temporaryFolder();
      const file = join(folder, "site.json");
      writeFileSync(file, JSON.stringify(benchSite({ subject: letter, doors })));
      const port = brokerPort ?? (await freePort());
      const way =
        brokerPort === null ? ["--broker-port", `${port}`] : ["--mqtt", `mqtt://127.0.0.1:${port}`];
      const data = journal ? ["--data", join(folder, "data")] : [];
      const script = [CLI, "run", file, ...way, ...data, "--log", "json"];
      const running = await Program.start({ script, ready: / runs: / });
      return { programs: [running], port };
    },
  };
}

export const EGRESS_RUN = egressRun("e", "egress run", true);
export const EGRESS_RUN_UNWRITTEN = egressRun("j", "egress run, no journal", false);

export const EGRESS_IN_NODE_RED: SubjectKind = {
  letter: "n",
  name: "Egress in Node-RED",
  latches: true,
  async start(doors, brokerPort) {
    const port = brokerPort ?? (await freePort());
    const text = JSON.stringify(benchSite({ subject: this.letter, doors }));
    const way =
      brokerPort === null
        ? { broker: "embedded", port: String(port) }
        : { broker: "external", url: `mqtt://127.0.0.1:${port}` };
    const flow = [
      { id: "tab", type: "tab", label: "Bench" },
      {
        id: "site",
        type: "egress-site",
        version: 1,
        mode: "authority",
        source: "file",
        file: "site.json",
        ...way,
      },
    ];
    const running = await startNodeRed(flow, { files: { "site.json": text }, egress: true });
    return { programs: [running], port };
  },
};

export const USER_FLOW: SubjectKind = {
  letter: "u",
  name: "a user's Node-RED flow",
  latches: false,
  async start(doors, brokerPort) {
    const { programs, port } = await broker(brokerPort);
    const running = await startNodeRed(userFlow(this.letter, doors, port), { egress: false });
    return { programs: [running, ...programs], port };
  },
};
