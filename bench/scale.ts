/** Many sites on one broker, a process each; and one site of ten thousand doors and as many sensors. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { siteFile } from "./folders.ts";
import { Program } from "./program.ts";
import { openRaw } from "./raw-mqtt.ts";
import type { BigSite, ScaleResult } from "./results.ts";
import { benchSite } from "./wire/site.ts";

const CLI = fileURLToPath(new URL("../dist/src/cli/bin.js", import.meta.url));
const QUIET_MS = 10_000;
const ONLINE_MS = 120_000;

export async function measureScale(processes: number, brokerPort: number): Promise<ScaleResult> {
  const doorsEach = 10;
  const online = await watchOnline(brokerPort);
  const programs: Program[] = [];
  const began = performance.now();
  try {
    for (let index = 0; index < processes; index += 1) {
      programs.push(
        await runSite(benchSite({ subject: `s${index}`, doors: doorsEach }), brokerPort),
      );
    }
    await online.all(processes);
    const startMs = performance.now() - began;
    const before = brokerTicks(brokerPort);
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    const ticks = brokerTicks(brokerPort) - before;
    const megabytes = programs.map((program) => program.megabytes);
    return {
      processes,
      doorsEach,
      startMs,
      megabytesEach: megabytes.reduce((sum, each) => sum + each, 0) / processes,
      // The kernel counts in hundredths of a second.
      brokerIdlePercent: ticks / (QUIET_MS / 1_000),
    };
  } finally {
    online.close();
    await Promise.all(programs.map((program) => program.stop()));
  }
}

export async function measureBigSite(size: number, brokerPort: number): Promise<BigSite> {
  const online = await watchOnline(brokerPort);
  const site = benchSite({ subject: "big", doors: size }) as { sensors: object[] };
  const contacts = Array.from({ length: size }, (_, index) => ({
    id: `contact-${index}`,
    kind: "contact",
    device: { profile: "plain", stateTopic: `bench/big/contact-${index}` },
  }));
  const began = performance.now();
  const running = await runSite({ ...site, sensors: [...site.sensors, ...contacts] }, brokerPort);
  try {
    await online.all(1);
    const onlineMs = performance.now() - began;
    return { doors: size, sensors: size, onlineMs, megabytes: running.megabytes };
  } finally {
    online.close();
    await running.stop();
  }
}

function runSite(site: object, brokerPort: number): Promise<Program> {
  const script = [CLI, "run", siteFile(site), "--mqtt", `mqtt://127.0.0.1:${brokerPort}`];
  return Program.start({ script, ready: / runs: / });
}

async function watchOnline(port: number) {
  const sites = new Set<string>();
  const client = await openRaw(port, "scale", (topic, payload) => {
    if (payload.toString().includes('"online"')) sites.add(topic.toString());
    else sites.delete(topic.toString());
  });
  await client.subscribe(["egress/+/status"], 0);
  sites.clear();
  return {
    async all(count: number): Promise<void> {
      const deadline = performance.now() + ONLINE_MS;
      while (sites.size < count) {
        if (performance.now() > deadline) throw new Error(`${sites.size} of ${count} sites online`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: () => client.close(),
  };
}

/** CPU that the process which listens on that port has used, in the kernel's ticks; 0 where it can't be known. */
function brokerTicks(port: number): number {
  try {
    const listeners = execFileSync("ss", ["-ltnpH", `sport = :${port}`], { encoding: "utf8" });
    const pid = /pid=(\d+)/.exec(listeners)?.[1] ?? "";
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
