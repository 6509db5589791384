/** `egress prove-lease`: guides a person through seeing a lock let go by itself. */
import { createInterface } from "node:readline";
import type { Request, Result } from "../../core/input.ts";
import { leaseToleranceMs } from "../../core/lease-test.ts";
import { openMirror } from "../../open-site.ts";
import { plainText } from "../../site-file/index.ts";
import type { PublishedEvent, SiteHandle } from "../../site-handle.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { BROKER_HELP, BROKER_OPTIONS, namedBroker } from "../broker-options.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";
import { comesOnline, nobody, siteNamed } from "./request.ts";

/** How long a lock that reports may take to say that it is locked, and the authority to give its verdict. */
const ANSWER_WITHIN_MS = 20_000;

const HELP = `egress prove-lease LOCK --site ID --mqtt URL [options]

Proves on the real device that a lock with \`controllerLoss: release\` lets go by itself. The lock is
locked, held once more, and then not again; it should let go when its lease (60 s unless the site says
otherwise) runs out. A lock that reports is watched; at any other you press Enter at the moment it
lets go. Then it is locked again, and the site remembers the proof until its device or lease changes.
The door is open for that moment: stand there. Ctrl-C ends it, and the lock is held again.

  --yes                begin at once, without Enter
  --by NAME            who proves it (default: your user name)
${BROKER_HELP}

Exit codes: 0 proven, 1 not proven or refused, 2 misused or nobody answers.`;

const OPTIONS = {
  ...BROKER_OPTIONS,
  site: { type: "string" },
  by: { type: "string" },
  yes: { type: "boolean", default: false },
} as const;

export const proveLease: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(call.args, OPTIONS, ["LOCK"]);
  const siteId = siteNamed(values.site);
  const broker = await namedBroker(values, call.env);
  if (broker === null)
    throw new Misuse("--mqtt is missing", "give the address of the site's broker");
  const mirror = await openMirror({ siteId, broker, client: "egress-prove-lease" });
  const lines = new Lines(call);
  try {
    if (!(await comesOnline(mirror, call.signal)))
      return await nobody(call, `${siteId} does not answer on this broker`);
    await until(mirror, call.signal, () => mirror.description !== null);
    const who = {
      type: "request",
      by: values.by ?? call.env["USER"] ?? "cli",
      via: "cli",
    } as const;
    return await prove({ call, mirror, lines, who, yes: values.yes, id: words[0] ?? "" });
  } finally {
    lines.close();
    await mirror.close();
  }
}

interface Proof {
  readonly call: CommandCall;
  readonly mirror: SiteHandle;
  readonly lines: Lines;
  readonly who: Pick<Request, "type" | "by" | "via">;
  readonly yes: boolean;
  readonly id: string;
}

async function prove({ call, mirror, lines, who, yes, id }: Proof): Promise<ExitCode> {
  const { description } = mirror;
  const door = description?.doors.find(({ locks }) => locks.some((lock) => lock.id === id));
  const lock = door?.locks.find((one) => one.id === id);
  if (description === null || door === undefined || lock === undefined)
    throw new Misuse(`the site has no lock ${shownWord(id)}`, "name a lock of its site file");
  const { ttlMs } = description.lease;
  const say = (text: string) => call.stdout.write(`${plainText(text, 400)}\n`);
  const ask = (request: Request) => mirror.request(request);
  const refused = async (result: Result) => {
    if (result.ok) return false;
    await say(`Refused (${result.code}): ${result.reason}`);
    return true;
  };

  await say(
    `${lock.name} of ${door.name} will be locked, and let go by itself after ${ttlMs / 1000} s.`,
  );
  if (!yes) {
    await say("Stand at the door. Press Enter to begin, Ctrl-C to leave everything as it is.");
    if (!(await lines.next())) return 1;
  }
  if (await refused(await ask({ ...who, action: "lock", door: door.id }))) return 1;
  const locked = () => mirror.door(door.id)?.locks[id]?.reported === "locked";
  if (lock.monitor && !(await until(mirror, call.signal, locked))) {
    await say(`${lock.name} did not say that it is locked, so nothing can be proven.`);
    return 1;
  }
  const verdict = hear(mirror, id);
  if (await refused(await ask({ ...who, action: "lease-test-start", lock: id }))) return 1;
  await say(
    lock.monitor
      ? `It is held no more. Its report is awaited, for ${(ttlMs + leaseToleranceMs(ttlMs)) / 1000} s at most.`
      : "It is held no more. Press Enter at the moment you hear or feel it let go.",
  );
  const over = new AbortController();
  const pressed = lock.monitor ? never() : lines.next();
  const late = waited(ttlMs + leaseToleranceMs(ttlMs) + ANSWER_WITHIN_MS, over.signal);
  const first = await Promise.race([verdict, pressed, late, aborted(call.signal)]);
  if (first === true) await ask({ ...who, action: "lease-test-end", lock: id, letGo: true });
  const event = typeof first === "object" ? first : await Promise.race([verdict, settled(first)]);
  over.abort();
  if (event === null) {
    await ask({ ...who, action: "lease-test-end", lock: id });
    await say("Stopped: the lock is held again, and nothing was proven.");
    return 1;
  }
  await say(sentence(event, ttlMs));
  return event.type === "lease-proven" ? 0 : 1;

  /** After Enter the authority's verdict is on its way; after anything else there is none. */
  function settled(why: unknown): Promise<null> {
    return why === true ? waited(ANSWER_WITHIN_MS, over.signal) : Promise.resolve(null);
  }
}

function sentence(event: PublishedEvent, ttlMs: number): string {
  const seconds = String(event["seconds"]);
  if (event.type === "lease-proven")
    return `Proven: it let go ${seconds} s after it was last held (lease ${ttlMs / 1000} s).`;
  if (event.type === "lease-test-ended")
    return `Ended (${String(event["reason"])}): the lock is held again, and nothing was proven.`;
  return event["reason"] === "too-early"
    ? `Not proven: it let go after ${seconds} s, sooner than it would be renewed.`
    : "Not proven: it did not let go. Its device does not fall back by itself; see docs/leases.md.";
}

const ENDS: ReadonlySet<string> = new Set(["lease-proven", "lease-not-proven", "lease-test-ended"]);

/** The authority's verdict about this lock. */
function hear(mirror: SiteHandle, lock: string): Promise<PublishedEvent> {
  return new Promise((resolve) => {
    const stop = mirror.listen({
      happened: (events) => {
        const end = events.find((event) => event["lock"] === lock && ENDS.has(event.type));
        if (end === undefined) return;
        stop();
        resolve(end);
      },
    });
  });
}

/** Waits until something holds of the mirror, for as long as an answer may take. */
async function until(mirror: SiteHandle, signal: AbortSignal, holds: () => boolean) {
  if (holds()) return true;
  const over = new AbortController();
  const found = new Promise<null>((resolve) => {
    const look = () => holds() && resolve(null);
    const stop = mirror.listen({ changed: look, described: look });
    over.signal.addEventListener("abort", stop);
  });
  await Promise.race([found, waited(ANSWER_WITHIN_MS, over.signal), aborted(signal)]);
  over.abort();
  return holds();
}

function waited(ms: number, over: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ms);
    over.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** Enter, pressed once after the other. */
class Lines {
  readonly #reader;
  readonly #signal: AbortSignal;
  readonly #came: string[] = [];
  #waiting: ((pressed: boolean) => void) | null = null;
  #ended = false;

  constructor({ stdin, signal }: CommandCall) {
    this.#signal = signal;
    this.#reader = createInterface({ input: stdin });
    this.#reader.on("line", (line) => {
      if (this.#waiting === null) this.#came.push(line);
      this.#waiting?.(true);
      this.#waiting = null;
    });
    this.#reader.on("close", () => {
      this.#ended = true;
      this.#waiting?.(false);
    });
  }

  /** False when there is nobody to press it. */
  next(): Promise<boolean> {
    if (this.#came.shift() !== undefined) return Promise.resolve(true);
    if (this.#ended || this.#signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#signal.addEventListener("abort", () => resolve(false), { once: true });
    });
  }

  close(): void {
    this.#reader.close();
  }
}
