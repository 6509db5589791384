/**
 * The link beneath the controller's connections, and one session over it. It is TCP: a cut loses nothing,
 * it delays, until one side resets.
 */
import type { ConnectionOptions, Packet } from "../src/mqtt/connection.ts";
import { type BrokenPart, withoutLease } from "./broken-parts.ts";
import type { Client, Letter, SimulatedBroker } from "./broker.ts";
import type { Dice } from "./dice.ts";
import type { Life, VirtualTime } from "./virtual-time.ts";

export const LATENCY_MS = 1;
const KEEPALIVE_MS = 10_000;
const RESET_AFTER_MS = 1.25 * KEEPALIVE_MS;
const WATCH_EVERY_MS = KEEPALIVE_MS / 20;
const BROKER_GIVES_UP_MS = 1.5 * KEEPALIVE_MS;
/** For so long new segments still leave in the good direction of a link that is cut one way. */
const GRACE_MS = 200;
/** Linux doubles the wait before each retransmission, beginning with this. */
const FIRST_RETRANSMISSION_MS = 200;

/** The way between the controller's machine and the broker. */
export class Link {
  outward: "open" | "cut" = "open";
  inward: "open" | "cut" = "open";
  readonly sessions = new Set<Session>();
  readonly #waiting: (() => void)[] = [];

  get whole(): boolean {
    return this.outward === "open" && this.inward === "open";
  }

  cut(which: "outward" | "inward" | "both"): void {
    const wasWhole = this.whole;
    if (which !== "inward") this.outward = "cut";
    if (which !== "outward") this.inward = "cut";
    if (wasWhole) for (const session of this.sessions) session.wasCut();
  }

  heal(): void {
    this.outward = "open";
    this.inward = "open";
    for (const session of this.sessions) session.wasHealed();
    for (const act of this.#waiting.splice(0)) act();
  }

  onceWhole(act: () => void): void {
    this.#waiting.push(act);
  }
}

export interface WireWorld {
  readonly time: VirtualTime;
  readonly broker: SimulatedBroker;
  readonly link: Link;
  readonly dice: Dice;
  /** The process whose connection it is. */
  readonly life: Life;
  readonly hears: WireHears;
  readonly broken: BrokenPart | null;
}

/** Hears of every packet that reaches the broker, and how long ago it was meant to leave. */
export type WireHears = (topic: string, payload: string, lateMs: number) => void;

/** One TCP connection with its MQTT session. */
export class Session implements Client {
  readonly will: Letter | null;
  readonly over = new AbortController();
  readonly #world: WireWorld;
  readonly #options: ConnectionOptions;
  readonly #lost: () => void;
  #alive = true;
  /** When the last packet came in, as far as a cut link lets one know; null while the link is whole. */
  #heardAt: number | null = null;
  #cutAt = 0;
  /** What the kernel of each side still holds. */
  #outward: (() => void)[] = [];
  #inward: (() => void)[] = [];
  #lastTry = 0;
  #cancels: (() => void)[] = [];

  constructor(world: WireWorld, options: ConnectionOptions, lost: () => void) {
    this.#world = world;
    this.#options = options;
    this.#lost = lost;
    const { will } = options;
    this.will = will === undefined ? null : { topic: will.topic, payload: will.payload };
    world.broker.connect(this);
    world.link.sessions.add(this);
  }

  get seemsOpen(): boolean {
    const { now } = this.#world.time;
    return this.#alive && (this.#heardAt === null || now - this.#heardAt <= BROKER_GIVES_UP_MS);
  }

  send(packets: readonly Packet[]): void {
    const { broker, hears, time, broken } = this.#world;
    const meantAt = time.now;
    this.#outgoing(() => {
      for (const { topic, payload, retain } of packets) {
        hears(topic, payload, time.now - meantAt);
        const said = broken === "forgets-leases" ? withoutLease(topic, payload) : payload;
        broker.publish({ topic, payload: said }, retain === true);
      }
    });
  }

  /** Something that the broker answers; rejects when the session ends before. */
  answered<T>(act: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.over.signal.addEventListener("abort", () =>
        reject(new Error("the connection was lost")),
      );
      this.#outgoing(() => {
        const answer = act();
        this.#incoming(() => resolve(answer));
      });
    });
  }

  take({ topic, payload }: Letter, kept: boolean): void {
    const retained = kept && this.#world.broken !== "obeys-retained";
    this.#incoming(() => {
      this.#options.onMessage({ topic, payload: Buffer.from(payload), retained });
    });
  }

  /** The broker is gone. */
  closed(): void {
    if (this.#world.link.whole) this.#later(LATENCY_MS, () => this.#lose());
  }

  wasCut(): void {
    const { time, dice } = this.#world;
    this.#cutAt = time.now;
    this.#heardAt = time.now - dice.below(KEEPALIVE_MS);
    const noticed = this.#heardAt + RESET_AFTER_MS + dice.below(WATCH_EVERY_MS);
    this.#later(Math.max(0, noticed - time.now), () => {
      if (this.#heardAt !== null) this.#reset();
    });
    this.#later(
      BROKER_GIVES_UP_MS,
      () => {
        if (this.#heardAt !== null) this.#forgotten();
      },
      null,
    );
  }

  /** What the kernels hold goes at their next retransmission, which may be a while. */
  wasHealed(): void {
    if (this.#heardAt === null) return;
    const { time } = this.#world;
    let wait = FIRST_RETRANSMISSION_MS;
    let next = this.#lastTry + wait;
    while (next < time.now) {
      wait *= 2;
      next += wait;
    }
    this.#later(
      next - time.now,
      () => {
        if (!this.#world.link.whole) return;
        this.#heardAt = null;
        for (const arrive of this.#outward.splice(0)) arrive();
        for (const arrive of this.#inward.splice(0)) arrive();
      },
      this.#world.life,
    );
  }

  end(): void {
    if (!this.#alive) return;
    this.#close();
    this.#world.broker.leave(this, true);
  }

  /** The process died: its kernel closes the socket, which the broker hears if the way is open. */
  #forgotten(): void {
    this.#world.broker.leave(this, false);
  }

  #reset(): void {
    const heard = this.#world.link.outward === "open";
    this.#lose();
    if (heard) this.#forgotten();
  }

  #lose(): void {
    if (!this.#alive) return;
    this.#close();
    this.#lost();
  }

  #close(): void {
    this.#alive = false;
    this.#inward = [];
    this.#world.link.sessions.delete(this);
    // A socket that is closed in good order has its kernel deliver what it still holds, however late.
    if (this.#world.broken === "ends-dead-links")
      for (const arrive of this.#outward) this.#world.link.onceWhole(arrive);
    this.#outward = [];
  }

  /** The machine's kernel ends it when its process is killed. */
  killed(): void {
    const { link, time } = this.#world;
    const gone = () => this.#forgotten();
    // A FIN that can't pass leaves the broker to find out by itself.
    time.after(link.outward === "open" ? LATENCY_MS : BROKER_GIVES_UP_MS, gone, null);
    this.#close();
    for (const cancel of this.#cancels) cancel();
  }

  #outgoing(arrive: () => void): void {
    const { link, time } = this.#world;
    const passes = link.whole || (link.outward === "open" && time.now - this.#cutAt < GRACE_MS);
    if (passes && this.#outward.length === 0) this.#later(LATENCY_MS, arrive, null);
    else this.#stuck(this.#outward, arrive);
  }

  #incoming(arrive: () => void): void {
    const { link, time } = this.#world;
    const passes = link.whole || (link.inward === "open" && time.now - this.#cutAt < GRACE_MS);
    if (passes && this.#inward.length === 0) {
      this.#later(LATENCY_MS, () => {
        if (this.#alive) arrive();
      });
    } else this.#stuck(this.#inward, arrive);
  }

  #stuck(kernel: (() => void)[], arrive: () => void): void {
    if (this.#outward.length + this.#inward.length === 0) this.#lastTry = this.#world.time.now;
    kernel.push(arrive);
  }

  #later(ms: number, act: () => void, life: Life | null = this.#world.life): void {
    this.#cancels.push(this.#world.time.after(ms, act, life));
    if (this.#cancels.length > 64) this.#cancels = this.#cancels.slice(-32);
  }
}
