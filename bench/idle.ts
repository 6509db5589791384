/**
 * What the way of one alarm costs in a process that had nothing to do before: from a detector's bytes to
 * the bytes of ten orders, beside the limit's ten packets. In a tight loop all of it is in the processor's
 * caches; after some milliseconds it is not, whoever else ran. Nothing else runs while it is measured.
 */
import { compileSite, start, step } from "../src/core/index.ts";
import { publishPackets } from "../src/mqtt/publish-packets.ts";
import { planSite } from "../src/mqtt/site-plan.ts";
import { parseSiteObject } from "../src/site-file/index.ts";
import { quantile } from "./figures.ts";
import { oneBuffer } from "./raw-mqtt.ts";
import type { IdleCell } from "./results.ts";
import { benchSite } from "./wire/site.ts";
import { ALARM, ALARM_TOPIC, commandTopic, UNLOCK } from "./wire/words.ts";

const SUBJECT = "i";
const DOORS = 10;
const IDLE_MS = [0, 1, 5, 60];
const ROUNDS = 60;
const WARM_UP = 2_000;

/** The whole way, without the socket. Gives how many bytes would have left. */
function way(): () => number {
  const parsed = parseSiteObject(benchSite({ subject: SUBJECT, doors: DOORS }));
  if (!parsed.ok) throw new Error("the bench's own site is none");
  const site = compileSite(parsed.site);
  const plan = planSite(parsed.site, new Set());
  const rest = start(site, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true }).state;
  const message = { topic: ALARM_TOPIC(SUBJECT), payload: Buffer.from(ALARM), retained: false };
  let at = 0;
  return () => {
    at += 1;
    const alarm = plan.understand(message)[0]?.inputs[0];
    if (alarm === undefined) throw new Error("the bench's own alarm is none");
    const packets = step(site, rest, alarm, at).commands.flatMap((command) => {
      if ("holder" in command) return [];
      const { lock, to, energise } = command;
      const order = { target: lock, door: lock, to, energise, because: "", id: "", expires: "" };
      return plan.outputs.get(lock)?.encode({ ...order, leaseSeconds: null }) ?? [];
    });
    return publishPackets(packets, 4).length;
  };
}

const TOPICS = Array.from({ length: DOORS }, (_, door) => commandTopic(SUBJECT, door));

export async function measureIdle(quick: boolean): Promise<readonly IdleCell[]> {
  const egress = way();
  const limit = () => oneBuffer(TOPICS, UNLOCK).length;
  if (egress() < limit()) throw new Error("not every door was released");
  for (let turn = 0; turn < WARM_UP; turn += 1) egress() + limit();
  const cells: IdleCell[] = [];
  for (const idleMs of IDLE_MS) {
    const [own, least]: [number[], number[]] = [[], []];
    for (let round = 0; round < (quick ? 5 : ROUNDS); round += 1) {
      own.push(await timed(egress, idleMs));
      least.push(await timed(limit, idleMs));
    }
    cells.push({ idleMs, egress: quantile(own, 0.5), limit: quantile(least, 0.5) });
  }
  return cells;
}

/** Microseconds, after so much idleness; after none where that is 0. */
async function timed(work: () => number, idleMs: number): Promise<number> {
  if (idleMs > 0) await new Promise((resolve) => setTimeout(resolve, idleMs));
  const began = performance.now();
  work();
  return (performance.now() - began) * 1_000;
}
