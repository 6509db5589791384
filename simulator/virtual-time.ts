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

/** So many events are played in one turn of the real event loop; promises go on after each of them. */
const EVENTS_A_TURN = 64;

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

  /**
   * Plays everything that is due by then, or until `stopped` says so. Each event has an immediate of its
   * own, after which Node lets every promise go on that can.
   */
  runTo(end: number, stopped: () => boolean = () => false): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false;
      const finish = (settle: () => void): void => {
        over = true;
        this.life = null;
        settle();
      };
      const play = (): void => {
        if (over) return;
        this.life = null;
        try {
          const next = stopped() ? null : this.#next(end);
          if (next === undefined) this.now = end;
          if (next == null) finish(resolve);
          else this.#fire(next);
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const turn = (): void => {
        if (over) return;
        for (let event = 0; event < EVENTS_A_TURN; event += 1) REAL.setImmediate(play);
        REAL.setImmediate(turn);
      };
      turn();
    });
  }

  #fire({ at, life, fire }: Event): void {
    this.now = Math.max(this.now, at);
    this.fired += 1;
    this.life = life;
    fire();
  }

  /** The next event that happens by then; those of the dead never do, those of the stopped wait. */
  #next(end: number): Event | undefined {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > end) return undefined;
      this.#pop();
      if (next.cancelled || next.life?.alive === false) continue;
      if (next.life?.paused !== true) return next;
      const waiting = this.#waiting.get(next.life) ?? [];
      waiting.push(next);
      this.#waiting.set(next.life, waiting);
    }
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
      Date: dateOf(() => this.wall),
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

/** Dates that take the present from elsewhere. */
function dateOf(wall: () => number): DateConstructor {
  class VirtualDate extends REAL.Date {
    constructor(...given: [] | [number]) {
      // A date of a given time is by far the commonest, and spreading it costs more than the date.
      if (given.length === 0) super(wall());
      else if (given.length === 1) super(given[0]);
      else super(...(given as [number]));
    }
    static override now(): number {
      return wall();
    }
  }
  return VirtualDate as DateConstructor;
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
