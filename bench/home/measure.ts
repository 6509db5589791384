/** From an alarm on MQTT to the last tile of a paired phone: Egress, plain HAP, and HAP with a flush. */
import { fileURLToPath } from "node:url";
import { freePort } from "../../test/free-port.ts";
import { type Latency, latency, type Round } from "../figures.ts";
import { temporaryFolder } from "../folders.ts";
import { randomUsername, startHomebridge } from "../homebridge.ts";
import { Program } from "../program.ts";
import { openRaw, publishPacket } from "../raw-mqtt.ts";
import { benchSite } from "../wire/site.ts";
import { ALARM, ALARM_TOPIC, CLEAR } from "../wire/words.ts";
import { type BridgeAt, type Phone, pairPhone } from "./phone.ts";

export const HOME_SIZES = [1, 10, 100, 149] as const;

export interface HomeCell {
  readonly subject: string;
  readonly locks: number;
  readonly figures: Latency;
}

interface HomeSubject {
  readonly name: string;
  readonly letter: string;
  readonly latches: boolean;
  start(locks: number, brokerPort: number): Promise<{ program: Program; bridges: BridgeAt[] }>;
}

const IDLE_MS = 300;
const WARM_UP = 2;
/** Orders to secure that a lock takes in a minute, less those of the warm-up. */
const MAX_ROUNDS = 20 - WARM_UP;
/** With the release, the detectors, the supply and the door of the traffic a bridge is full then. */
const ON_ONE_BRIDGE = 145;

const UNSECURED = 0;
const SECURED = 1;
const FURTHER = /HomeKit bridge of its own, .* code (\S+)\. \(It runs on port (\d+)/;

function plain(letter: string, name: string, mode: "flushed" | "plain"): HomeSubject {
  return {
    name,
    letter,
    latches: false,
    async start(locks, brokerPort) {
      const port = await freePort();
      const username = randomUsername();
      const path = fileURLToPath(new URL("../programs/hap-bridge.ts", import.meta.url));
      const program = await Program.start({
        script: [
          path,
          `${brokerPort}`,
          letter,
          `${locks}`,
          mode,
          `${port}`,
          username,
          temporaryFolder(),
        ],
        env: {
          NODE_OPTIONS: `--import=${new URL("../../demo/loopback-only.mjs", import.meta.url).href}`,
        },
        ready: /up/,
      });
      return { program, bridges: [{ username, port, code: "031-45-154" }] };
    },
  };
}

const EGRESS: HomeSubject = {
  name: "Homebridge with Egress",
  letter: "h",
  latches: true,
  async start(locks, brokerPort) {
    const site = benchSite({ subject: this.letter, doors: locks });
    const broker = { kind: "external", url: `mqtt://127.0.0.1:${brokerPort}` };
    const { program, bridge } = await startHomebridge({
      platform: { mode: "authority", site, broker },
      ready: locks >= ON_ONE_BRIDGE ? FURTHER : /is running on port/,
    });
    const further = FURTHER.exec(program.printed);
    const { addressOf } = await import("../../homebridge-plugin/further-bridge.ts");
    const second = {
      username: addressOf(`bench-${this.letter}`, 1),
      code: further?.[1] ?? "",
      port: Number(further?.[2]),
    };
    return { program, bridges: further === null ? [bridge] : [bridge, second] };
  },
};

export const HOME_SUBJECTS: readonly HomeSubject[] = [
  plain("f", "hap-nodejs, flushed", "flushed"),
  plain("p", "hap-nodejs as it comes", "plain"),
  EGRESS,
];

interface Running {
  readonly subject: HomeSubject;
  readonly program: Program;
  readonly phone: Phone;
  readonly locks: number;
}

export async function measureHome(
  sizes: readonly number[],
  rounds: number,
  brokerPort: number,
): Promise<readonly HomeCell[]> {
  const cells: HomeCell[] = [];
  for (const locks of sizes) cells.push(...(await atSize(locks, rounds, brokerPort)));
  return cells;
}

async function atSize(locks: number, rounds: number, brokerPort: number): Promise<HomeCell[]> {
  const running: Running[] = [];
  const line = await alarmLine(brokerPort);
  try {
    for (const subject of HOME_SUBJECTS) {
      const { program, bridges } = await subject.start(locks, brokerPort);
      if (subject.latches) await line.online(subject.letter);
      running.push({ subject, program, phone: await pairPhone(bridges), locks });
    }
    const seen = new Map<Running, Round[]>(running.map((one) => [one, []]));
    for (let round = -WARM_UP; round < Math.min(rounds, MAX_ROUNDS); round += 1) {
      for (const [one, results] of seen) {
        const all = one.phone.heard(locks, UNSECURED);
        const began = performance.now();
        line.say(one.subject.letter, ALARM);
        const { first, last } = await all;
        if (round >= 0) results.push({ first: first - began, last: last - began });
        const back = one.phone.heard(locks, SECURED);
        line.say(one.subject.letter, CLEAR);
        if (one.subject.latches) await line.reset(one.subject.letter);
        await back;
        await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      }
    }
    return [...seen].map(([{ subject }, results]) => ({
      subject: subject.name,
      locks,
      figures: latency(results),
    }));
  } finally {
    for (const { phone, program } of running) {
      await phone.close();
      await program.stop();
    }
    line.close();
  }
}

/** Raises and ends alarms, and resets what latches. */
async function alarmLine(port: number) {
  let hear: (topic: string, payload: string) => void = () => undefined;
  const client = await openRaw(port, "home", (topic, payload) =>
    hear(topic.toString(), payload.toString()),
  );
  await client.subscribe(["egress/+/reply/#", "egress/+/status"], 0);
  const next = (wanted: (topic: string, payload: string) => boolean) =>
    new Promise<string>((resolve) => {
      hear = (topic, payload) => {
        if (wanted(topic, payload)) resolve(payload);
      };
    });
  const write = (topic: string, payload: string) => client.write(publishPacket(topic, payload, 1));
  return {
    say: (letter: string, payload: string) => write(ALARM_TOPIC(letter), payload),
    close: () => client.close(),
    async online(letter: string): Promise<void> {
      const asked = next(
        (topic, payload) => topic.includes(`bench-${letter}/status`) && payload.includes("online"),
      );
      await client.subscribe([`egress/bench-${letter}/status`], 0);
      await asked;
    },
    async reset(letter: string): Promise<void> {
      const replyTo = `egress/bench-${letter}/reply/bench`;
      for (;;) {
        const at = new Date().toISOString();
        const id = `home-${Math.random().toString(36).slice(2)}`;
        const answer = next((topic) => topic === replyTo);
        const request = { id, action: "reset", by: "bench", via: "mqtt", at, replyTo };
        write(`egress/bench-${letter}/request`, JSON.stringify(request));
        if ((await answer).includes('"ok":true')) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}
