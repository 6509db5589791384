/** One lock or holder on HTTP: the latest order goes out, and the device is asked how it is. */
import type { Heard, HttpDevice } from "../devices/index.ts";
import type { CommandMessage } from "../site-handle.ts";
import { BrokenOff, httpRequest } from "./http-request.ts";
import type { Turnstile } from "./turnstile.ts";

/** An order to secure that has waited longer is not carried out any more. */
const ORDER_LIFE_MS = 10_000;

/** One answer that is lost is no lost device. */
const MISSES_BEFORE_DOWN = 2;

/** A device that did not answer is asked again soon: what a fire owes it waits for its answer. */
const MISSED_POLL_MS = 1_000;

export interface HttpOutputOptions {
  readonly target: string;
  readonly device: HttpDevice;
  readonly turnstile: Turnstile;
  readonly link: (value: "up" | "down") => void;
  readonly heard: (heard: Heard) => void;
  readonly warn: (subject: string, message: string) => void;
}

interface Order {
  readonly command: CommandMessage;
  readonly releases: boolean;
  readonly since: number;
}

export class HttpOutput {
  readonly #options: HttpOutputOptions;
  readonly #ended = new AbortController();
  #waiting: Order | null = null;
  #current: AbortController | null = null;
  #working = false;
  #misses = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HttpOutputOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#wake();
  }

  end(): void {
    this.#ended.abort();
    this.#current?.abort();
    clearTimeout(this.#timer);
    this.#waiting = null;
  }

  /** Takes the place of whatever has not arrived yet: an older order is never sent after a newer one. */
  order(command: CommandMessage): void {
    if (this.#ended.signal.aborted) return;
    const releases = command.to === "unlocked" || command.to === "released";
    this.#waiting = { command, releases, since: performance.now() };
    this.#current?.abort();
    this.#wake();
  }

  #wake(): void {
    if (this.#working || this.#ended.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#working = true;
    void this.#work().finally(() => {
      this.#working = false;
      if (this.#waiting !== null) this.#wake();
      else if (!this.#ended.signal.aborted) {
        const { pollMs } = this.#options.device;
        const pause = this.#misses === 0 ? pollMs : Math.min(pollMs, MISSED_POLL_MS);
        this.#timer = setTimeout(() => this.#wake(), pause);
        this.#timer.unref();
      }
    });
  }

  async #work(): Promise<void> {
    let cut = false;
    while (this.#waiting !== null) {
      const order = this.#waiting;
      this.#waiting = null;
      if (!order.releases && performance.now() - order.since > ORDER_LIFE_MS) continue;
      // What was cut short may still arrive, and after this one: so this one is said once more.
      const times = cut ? 2 : 1;
      cut = false;
      for (let time = 0; time < times && this.#waiting === null; time++) {
        cut = (await this.#send(order)) === "cut";
      }
    }
    if (!this.#ended.signal.aborted) await this.#ask();
  }

  async #send({ command, releases }: Order): Promise<"done" | "failed" | "cut"> {
    const { device, target, warn } = this.#options;
    const call = device.order(command);
    if (call === null) {
      warn(target, `its device has no way to be ${command.to}; check its profile`);
      return "failed";
    }
    let answer = await this.#request(call, releases);
    // A kept-alive connection may have been dropped by the device; an order says how things shall be, so
    // that it does no harm to say it twice.
    if (answer instanceof BrokenOff) answer = await this.#request(call, releases);
    if (answer === "cut") return "cut";
    if (answer instanceof Error) {
      warn(target, `an order did not arrive: ${answer.message}`);
      this.#down();
      return "failed";
    }
    return "done";
  }

  async #ask(): Promise<void> {
    const { device, target, warn, link, heard } = this.#options;
    const answer = await this.#request(device.status, false);
    // What was asked before a newer order says nothing about it.
    if (answer === "cut" || this.#waiting !== null) return;
    if (answer instanceof Error) {
      this.#misses += 1;
      if (this.#misses < MISSES_BEFORE_DOWN) return;
      warn(target, `its device can't be reached: ${answer.message}`);
      this.#down();
      return;
    }
    this.#misses = 0;
    link("up");
    const said = device.readStatus(answer);
    if (said !== null) heard(said);
  }

  #down(): void {
    this.#misses = MISSES_BEFORE_DOWN;
    this.#options.link("down");
  }

  async #request(
    call: Parameters<typeof httpRequest>[0],
    first: boolean,
  ): Promise<Uint8Array | Error | "cut"> {
    const cut = new AbortController();
    this.#current = cut;
    try {
      return await this.#options.turnstile.through(first, async () => {
        if (cut.signal.aborted) return "cut";
        return httpRequest(call, this.#options.device.timeoutMs, cut.signal);
      });
    } catch (error) {
      if (cut.signal.aborted) return "cut";
      return error instanceof Error ? error : new Error("the request failed");
    } finally {
      if (this.#current === cut) this.#current = null;
    }
  }
}
