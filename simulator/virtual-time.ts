/**
 * Time that moves from one event to the next. While it is installed, every clock and timer of this
 * thread is virtual, so that code which asks the time by another way than its port is simulated too.
 */

/** A process in the simulated world: what it waits for dies with it. */
export interface Life {
  alive: boolean;
  /** SIGSTOP: nothing of it runs, and time goes on. */
  paused: boolean;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
  readonly life: Life | null;
  cancelled: boolean;
}

const REAL = {
  setImmediate: globalThis.setImmediate,
  Date: globalThis.Date,
};

/** Lets every promise that can go on go on. */
function settled(): Promise<void> {
  return new Promise((resolve) => REAL.setImmediate(resolve));
}

export class VirtualTime {
  /** Milliseconds since the simulation began; never steps. */
  now = 0;
  /** What the wall clock shows beyond `now`. */
  wallOffset: number;
  /** Whose code runs: what it schedules belongs to it. */
  life: Life | null = null;
  fired = 0;
  readonly #heap: Event[] = [];
  readonly #waiting = new Map<Life, Event[]>();
  #order = 0;

  constructor(wallMs: number) {
    this.wallOffset = wallMs;
  }

  get wall(): number {
    return Math.floor(this.now + this.wallOffset);
  }

  /** Calls later, in the name of a process, or of whoever runs now. Gives the way to cancel it. */
  after(delayMs: number, fire: () => void, life: Life | null = this.life): () => void {
    const delay = Number.isFinite(delayMs) && delayMs > 0 ? delayMs : 0;
    this.#order += 1;
    const event = { at: this.now + delay, order: this.#order, fire, life, cancelled: false };
    this.#push(event);
    return () => {
      event.cancelled = true;
    };
  }

  /** Lets a stopped process go on: what came due meanwhile happens now. */
  resume(life: Life): void {
    life.paused = false;
    const waiting = this.#waiting.get(life) ?? [];
    this.#waiting.delete(life);
    for (const { fire, cancelled } of waiting) if (!cancelled) this.after(0, fire, life);
  }

  /** Plays everything that is due by then. */
  async runTo(end: number): Promise<void> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > end) break;
      this.#pop();
      if (next.cancelled || next.life?.alive === false) continue;
      this.now = Math.max(this.now, next.at);
      if (next.life?.paused === true) {
        const waiting = this.#waiting.get(next.life) ?? [];
        waiting.push(next);
        this.#waiting.set(next.life, waiting);
        continue;
      }
      this.fired += 1;
      this.life = next.life;
      next.fire();
      await settled();
      this.life = null;
    }
    this.now = end;
  }

  /** Lets promises go on, at the same moment. */
  async settle(life: Life | null): Promise<void> {
    this.life = life;
    await settled();
    this.life = null;
  }

  /** Takes the clocks and timers of this thread; gives the way to give them back. */
  install(): () => void {
    const globals = {
      setTimeout: (fire: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) =>
        handle(this.after(ms ?? 0, () => fire(...given))),
      setImmediate: (fire: (...given: unknown[]) => void, ...given: unknown[]) =>
        handle(this.after(0, () => fire(...given))),
      setInterval: (fire: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
        let cancel = () => {};
        const again = (): void => {
          cancel = this.after(Math.max(1, ms ?? 0), () => {
            again();
            fire(...given);
          });
        };
        again();
        return handle(() => cancel());
      },
      clearTimeout: release,
      clearInterval: release,
      clearImmediate: release,
      Date: new Proxy(REAL.Date, {
        construct: (target, given: []) =>
          given.length === 0 ? new target(this.wall) : new target(...given),
        get: (target, key) => (key === "now" ? () => this.wall : Reflect.get(target, key)),
      }),
    };
    const before = Object.keys(globals).map((name) => [name, Reflect.get(globalThis, name)]);
    Object.assign(globalThis, globals);
    Object.defineProperty(performance, "now", {
      value: () => this.now,
      configurable: true,
      writable: true,
    });
    return () => {
      Object.assign(globalThis, Object.fromEntries(before));
      Reflect.deleteProperty(performance, "now");
    };
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(event);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !before(event, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      const [left, right] = [heap[below], heap[below + 1]];
      if (left === undefined) break;
      let child = left;
      if (right !== undefined && before(right, left)) {
        below += 1;
        child = right;
      }
      if (!before(child, last)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }
}

function before(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** What a timer's user holds: it is cancelled by it, and may ask it not to keep the process alive. */
interface Handle {
  readonly cancel: () => void;
  ref(): Handle;
  unref(): Handle;
  hasRef(): boolean;
}

function handle(cancel: () => void): Handle {
  const made: Handle = { cancel, ref: () => made, unref: () => made, hasRef: () => false };
  return made;
}

function release(timer: Partial<Handle> | undefined): void {
  timer?.cancel?.();
}
