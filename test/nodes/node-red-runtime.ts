/** A real Node-RED inside the test's process, with this package's built nodes and a user directory of its own. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import RED from "node-red";

export const PACKAGE_ROOT = resolve(import.meta.dirname, "../..");

export type FlowNode = Readonly<Record<string, unknown>> & { readonly id: string };

/** One message as it went over a wire. */
export interface Delivery {
  readonly from: string;
  readonly port: number;
  readonly message: Readonly<Record<string, unknown>>;
}

export interface NodeRedRuntime {
  deploy(flows: readonly FlowNode[], type?: "full" | "nodes" | "flows"): Promise<void>;
  /** Gives a node a message, as a wire would. */
  send(nodeId: string, message: Readonly<Record<string, unknown>>): void;
  /** Everything delivered since the last call of `forget`. */
  deliveries(from: string, port?: number): readonly Delivery[];
  forget(): void;
  status(nodeId: string): string;
  /** Node sets as the registry lists them. */
  nodeSets(): Promise<readonly { readonly types: readonly string[]; readonly err?: unknown }[]>;
  stop(): Promise<void>;
}

interface HookEvent {
  readonly source: { readonly id: string; readonly port: number };
  readonly msg: Readonly<Record<string, unknown>>;
}

interface Runtime {
  readonly hooks: {
    add(name: string, hear: (event: HookEvent) => void): void;
    remove(name: string): void;
  };
  readonly nodes: {
    getNode(id: string): { receive(message: unknown): void } | null;
  };
}

export async function startNodeRed(): Promise<NodeRedRuntime> {
  const runtime = RED as unknown as Runtime;
  const userDir = mkdtempSync(join(tmpdir(), "egress-node-red-"));
  const server = createServer();
  const delivered: Delivery[] = [];
  const statuses = new Map<string, string>();

  RED.init(server, {
    userDir,
    flowFile: "flows.json",
    nodesDir: [PACKAGE_ROOT],
    httpAdminRoot: "/",
    httpNodeRoot: "/api",
    disableEditor: true,
    credentialSecret: "test",
    telemetry: { enabled: false },
    logging: { console: { level: "off" } },
    externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
  } as never);
  server.on("request", RED.httpAdmin as unknown as RequestListener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  runtime.hooks.add("preDeliver.watch", ({ source, msg }) => {
    delivered.push({ from: source.id, port: source.port, message: structuredClone(plain(msg)) });
  });
  const onStatus = (event: { id: string; status?: { text?: string } }) => {
    statuses.set(event.id, event.status?.text ?? "");
  };
  RED.events.on("node-status", onStatus);
  const started = once(RED.events, "flows:started");
  await RED.start();
  await started;

  return {
    async deploy(flows, type = "full") {
      const again = once(RED.events, "flows:started");
      const answer = await fetch(`${url}/flows`, {
        method: "POST",
        headers: { "content-type": "application/json", "Node-RED-Deployment-Type": type },
        body: JSON.stringify(flows),
      });
      if (!answer.ok) throw new Error(`the deploy was refused: ${await answer.text()}`);
      await again;
    },
    send(nodeId, message) {
      const node = runtime.nodes.getNode(nodeId);
      if (node === null) throw new Error(`no node ${nodeId}`);
      node.receive(message);
    },
    deliveries: (from, port) =>
      delivered.filter((each) => each.from === from && (port === undefined || each.port === port)),
    forget() {
      delivered.length = 0;
    },
    status: (nodeId) => statuses.get(nodeId) ?? "",
    async nodeSets() {
      const answer = await fetch(`${url}/nodes`, { headers: { accept: "application/json" } });
      return (await answer.json()) as readonly { types: readonly string[]; err?: unknown }[];
    },
    async stop() {
      runtime.hooks.remove("*.watch");
      RED.events.off("node-status", onStatus);
      await RED.stop();
      server.closeAllConnections();
      server.close();
      rmSync(userDir, { recursive: true, force: true });
    },
  };
}

/** A message without what can't be cloned, such as the request of an http node. */
function plain(message: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(message)) as Readonly<Record<string, unknown>>;
}
