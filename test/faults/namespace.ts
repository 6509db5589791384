/**
 * A broker in a network of its own, joined to ours by two cables: one that can be cut in either direction,
 * and one beside it for whoever looks on. Packets are cut by a wrong hardware address, which needs no
 * packet filter: they leave, and nobody takes them.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const IP = ["/usr/sbin/ip", "/sbin/ip"].find((path) => existsSync(path));
const MOSQUITTO = "/usr/sbin/mosquitto";
const NOBODY = "02:00:00:00:00:99";
const PORT = 1883;

/** Why there can be no such network here; null where there can. */
export function whyNoNamespace(): string | null {
  if (IP === undefined) return "iproute2 is not installed";
  if (process.getuid?.() !== 0) return "only root may make networks";
  if (!existsSync(MOSQUITTO)) return "mosquitto is not installed";
  const name = `egress-try-${process.pid}`;
  try {
    ip("netns", "add", name);
    ip("netns", "del", name);
    return null;
  } catch {
    return "this kernel makes no network namespaces";
  }
}

export interface FarBroker {
  /** Over the cable that can be cut. */
  readonly url: string;
  /** Over the other. */
  readonly onlookersUrl: string;
  cut(direction: "outward" | "inward" | "both"): void;
  heal(): void;
  close(): Promise<void>;
}

export async function farBroker(): Promise<FarBroker> {
  const number = process.pid % 200;
  const space = `egress-${process.pid}`;
  const cables = [0, 1].map((at) => ({
    here: `eg${process.pid}h${at}`,
    there: `eg${process.pid}t${at}`,
    ours: `10.${201 + at}.${number}.1`,
    theirs: `10.${201 + at}.${number}.2`,
  }));
  const [cable, side] = cables;
  if (cable === undefined || side === undefined) throw new Error("no cables");
  ip("netns", "add", space);
  ip("-n", space, "link", "set", "lo", "up");
  for (const { here, there, ours, theirs } of cables) {
    ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", space);
    ip("addr", "add", `${ours}/30`, "dev", here);
    ip("link", "set", here, "up");
    ip("-n", space, "addr", "add", `${theirs}/30`, "dev", there);
    ip("-n", space, "link", "set", there, "up");
  }
  const addressHere = readFileSync(`/sys/class/net/${cable.here}/address`, "utf8").trim();
  const shown = ip("-n", space, "-o", "link", "show", cable.there);
  const addressThere = /link\/ether (\S+)/.exec(shown)?.[1] ?? NOBODY;
  const point = (outward: string, inward: string) => {
    const how = ["nud", "permanent"];
    ip("neigh", "replace", cable.theirs, "lladdr", outward, "dev", cable.here, ...how);
    ip("-n", space, "neigh", "replace", cable.ours, "lladdr", inward, "dev", cable.there, ...how);
  };
  const dir = mkdtempSync(join(tmpdir(), "egress-far-"));
  const config = join(dir, "mosquitto.conf");
  writeFileSync(
    config,
    `user root\nlistener ${PORT}\nallow_anonymous true\npersistence false\nlog_type none\n`,
  );
  const broker: ChildProcess = spawn(
    IP ?? "ip",
    ["netns", "exec", space, MOSQUITTO, "-c", config],
    { stdio: "ignore" },
  );
  point(addressThere, addressHere);
  await accepting(side.theirs);
  return {
    url: `mqtt://${cable.theirs}:${PORT}`,
    onlookersUrl: `mqtt://${side.theirs}:${PORT}`,
    cut: (direction) =>
      point(
        direction === "inward" ? addressThere : NOBODY,
        direction === "outward" ? addressHere : NOBODY,
      ),
    heal: () => point(addressThere, addressHere),
    async close() {
      const gone = new Promise((resolve) => broker.once("exit", resolve));
      broker.kill("SIGKILL");
      await gone;
      ip("netns", "del", space);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function ip(...words: readonly string[]): string {
  return execFileSync(IP ?? "ip", [...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function accepting(host: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const accepted = await new Promise<boolean>((resolve) => {
      const socket = connect(PORT, host);
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (accepted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the far broker does not accept");
}
