/**
 * Raises an alarm and takes the time of the first and the last command. It is the alarm's publisher and
 * the commands' only subscriber, on a connection each, so that neither waits for the other's packets.
 */
import type { Round } from "../figures.ts";
import { openRaw, publishPacket, type RawClient } from "../raw-mqtt.ts";
import { ALARM, ALARM_TOPIC, EVERY_COMMAND, POKE_TOPIC, POKED_TOPIC } from "./words.ts";

/** Longer than anything that still counts as working. */
const ROUND_MS = 20_000;

/** How often whoever may not listen yet is spoken to. */
const AGAIN_MS = 100;

/** How long after other traffic an alarm counts as busy. */
const BUSY_MS = 5;

export class Probe {
  readonly #subject: string;
  readonly #alarms: RawClient;
  readonly #clients: readonly RawClient[];
  #expected = 0;
  #count = 0;
  #first = 0;
  #done: (last: number) => void = () => undefined;
  #poked: () => void = () => undefined;
  #heard: (topic: string, payload: string) => void = () => undefined;

  private constructor(subject: string, alarms: RawClient, clients: readonly RawClient[]) {
    this.#subject = subject;
    this.#alarms = alarms;
    this.#clients = clients;
  }

  static async open(port: number, subject: string): Promise<Probe> {
    const hear: { command: () => void; other: (topic: Buffer, payload: Buffer) => void } = {
      command: () => undefined,
      other: () => undefined,
    };
    const alarms = await openRaw(port, `${subject}-alarms`, () => undefined);
    const commands = await openRaw(port, `${subject}-commands`, () => hear.command());
    const others = await openRaw(port, `${subject}-others`, (topic, payload) =>
      hear.other(topic, payload),
    );
    const probe = new Probe(subject, alarms, [alarms, commands, others]);
    hear.command = () => probe.#countOne();
    hear.other = (topic, payload) => probe.#hearOther(topic.toString(), payload.toString());
    await commands.subscribe([EVERY_COMMAND(subject)], 0);
    const site = `egress/bench-${subject}`;
    await others.subscribe([POKED_TOPIC(subject), `${site}/reply/#`, `${site}/status`], 0);
    return probe;
  }

  /** Resolves once the subject answers: some subscribe a while after they are up. */
  async answered(): Promise<void> {
    const poked = new Promise<void>((resolve) => {
      this.#poked = resolve;
    });
    const poke = () => this.say(POKE_TOPIC(this.#subject), ALARM);
    poke();
    const again = setInterval(poke, AGAIN_MS);
    await within(poked, `an answer of ${this.#subject}`).finally(() => clearInterval(again));
  }

  /** One alarm, to that many commands. `busy`: right after other traffic. */
  async alarm(doors: number, busy: boolean): Promise<Round> {
    if (busy) {
      const poked = new Promise<void>((resolve) => {
        this.#poked = resolve;
      });
      this.say(POKE_TOPIC(this.#subject), ALARM);
      await within(poked, "the traffic before the alarm");
      await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
    }
    const all = this.expect(doors);
    const began = performance.now();
    this.say(ALARM_TOPIC(this.#subject), ALARM);
    const last = await all;
    return { first: this.#first - began, last: last - began };
  }

  /** Resolves with the time of the last of that many commands from now on. */
  expect(commands: number): Promise<number> {
    this.#count = 0;
    this.#expected = commands;
    const all = new Promise<number>((resolve) => {
      this.#done = resolve;
    });
    return within(all, () => `command ${this.#count + 1} of ${commands} to ${this.#subject}`);
  }

  say(topic: string, payload: string): void {
    this.#alarms.write(publishPacket(topic, payload, 1));
  }

  /** The payload of the next message on the site's own topics that is so. */
  next(
    wanted: (topic: string, payload: string) => boolean,
    what: string,
    withinMs = ROUND_MS,
  ): Promise<string> {
    const came = new Promise<string>((resolve) => {
      this.#heard = (topic, payload) => {
        if (wanted(topic, payload)) resolve(payload);
      };
    });
    return within(came, what, withinMs);
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  #countOne(): void {
    this.#count += 1;
    if (this.#count === 1) this.#first = performance.now();
    if (this.#count === this.#expected) this.#done(performance.now());
  }

  #hearOther(topic: string, payload: string): void {
    if (topic === POKED_TOPIC(this.#subject)) this.#poked();
    this.#heard(topic, payload);
  }
}

async function within<T>(
  work: Promise<T>,
  what: string | (() => string),
  withinMs = ROUND_MS,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`did not come: ${typeof what === "string" ? what : what()}`));
    }, withinMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
