/**
 * Two thousand doors behind one gateway, on a mosquitto as it is installed: it keeps a thousand messages
 * for a client and drops the rest. What is lost must be told again, or be shown as not released.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "./folders.ts";
import { Program } from "./program.ts";
import { openRaw, publishPacket } from "./raw-mqtt.ts";
import type { GatewayResult } from "./results.ts";
import { benchSite } from "./wire/site.ts";
import { ALARM, ALARM_TOPIC, CLEAR } from "./wire/words.ts";

const CLI = fileURLToPath(new URL("../dist/src/cli/bin.js", import.meta.url));
/** An answer that took longer is asked for again. */
const ANSWER_MS = 5_000;

const LETTER = "g";
/** Three tries, three seconds each, and what the states need on their way. */
const SETTLED_MS = 25_000;

export async function measureGateway(
  doors: number,
  rounds: number,
  brokerPort: number,
): Promise<GatewayResult> {
  const folder = temporaryFolder();
  const file = join(folder, "site.json");
  writeFileSync(file, JSON.stringify(benchSite({ subject: LETTER, doors, reports: true })));
  const gateway = await Program.start({
    script: [
      fileURLToPath(new URL("./programs/gateway.ts", import.meta.url)),
      `${brokerPort}`,
      LETTER,
    ],
    ready: /up/,
  });
  const egress = await Program.start({
    script: [
      CLI,
      "run",
      file,
      "--mqtt",
      `mqtt://127.0.0.1:${brokerPort}`,
      "--data",
      folder,
      "--log",
      "json",
    ],
    ready: / runs: /,
  });
  const watch = await watchDoors(brokerPort);
  try {
    await watch.until(() => watch.online, "the site online");
    let [repeated, unreported, flagged] = [0, 0, 0];
    for (let round = 0; round < rounds; round += 1) {
      watch.forget();
      watch.say(ALARM_TOPIC(LETTER), ALARM);
      await watch.until(() => watch.settled === doors, null);
      repeated += watch.tries;
      flagged += watch.flagged;
      unreported += doors - watch.settled;
      watch.say(ALARM_TOPIC(LETTER), CLEAR);
      await watch.reset();
    }
    return { doors, rounds, repeated, unreported, flagged };
  } finally {
    watch.close();
    await egress.stop();
    await gateway.stop();
  }
}

/** The site's own doors as a mirror reads them: confirmed, or shown as not released. */
async function watchDoors(port: number) {
  const site = `egress/bench-${LETTER}`;
  const confirmed = new Set<string>();
  const flagged = new Set<string>();
  let online = false;
  let tries = 0;
  let answered = (_: string) => {};
  const client = await openRaw(port, "watch", (topicBytes, payloadBytes) => {
    const topic = topicBytes.toString();
    const payload = payloadBytes.toString();
    if (topic === `${site}/status`) online = payload.includes('"online"');
    else if (topic === `${site}/event`)
      tries += payload.includes('"type":"order-repeated"') ? 1 : 0;
    else hearDoor(topic, payload);
  });
  const hearDoor = (topic: string, payload: string) => {
    if (!topic.includes("/door/door-")) return;
    if (payload.includes('"bolt":"unlocked","basis":"sensed"')) {
      confirmed.add(topic);
      flagged.delete(topic);
    } else if (payload.includes("not-released")) flagged.add(topic);
  };
  await client.subscribe([`${site}/status`, `${site}/event`, `${site}/door/+/state`], 0);
  // On a connection of its own: the broker drops what comes behind two thousand states.
  const desk = await openRaw(port, "desk", (_, payload) => answered(payload.toString()));
  await desk.subscribe([`${site}/reply/#`], 0);
  const say = (topic: string, payload: string) => desk.write(publishPacket(topic, payload, 1));
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  return {
    get online() {
      return online;
    },
    get settled() {
      return confirmed.size + flagged.size;
    },
    get flagged() {
      return flagged.size;
    },
    get tries() {
      return tries;
    },
    say,
    forget() {
      confirmed.clear();
      flagged.clear();
      tries = 0;
    },
    /** Waits for it; with `what` it must come. */
    async until(met: () => boolean, what: string | null) {
      const deadline = performance.now() + SETTLED_MS;
      while (!met() && performance.now() < deadline) await pause(20);
      if (!met() && what !== null) throw new Error(`did not come: ${what}`);
    },
    async reset() {
      for (;;) {
        const answer = new Promise<string>((resolve) => {
          answered = resolve;
          setTimeout(() => resolve("late"), ANSWER_MS);
        });
        const id = `gateway-${Math.random().toString(36).slice(2)}`;
        const at = new Date().toISOString();
        const replyTo = `${site}/reply/bench`;
        say(
          `${site}/request`,
          JSON.stringify({ id, action: "reset", by: "bench", via: "mqtt", at, replyTo }),
        );
        if (/"ok":true|nothing-to-reset/.test(await answer)) break;
        await pause(50);
      }
      await pause(2_000);
    },
    close() {
      client.close();
      desk.close();
    },
  };
}
