/** The journal's own thread: what waits for the disk waits here. */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { Keeper } from "./keeper.ts";
import type { FromWorker, ToWorker, WorkerData } from "./messages.ts";
import { lockSite, type SiteLock } from "./site-lock.ts";

/** How long what a failing disk did not take waits for another try. */
export const RETRY_MS = 5_000;
/** Rows of history that are checked between two looks at what is to be written. */
const CHECKED_AT_ONCE = 200;

if (parentPort !== null) serve(parentPort);

function serve(port: NonNullable<typeof parentPort>): void {
  const { files, authority, limits } = workerData as WorkerData;
  const say = (message: FromWorker): void => port.postMessage(message);
  const keeper = new Keeper(files, limits);
  let lock: SiteLock | null = null;
  try {
    const locked = lockSite(files, authority);
    if ("holder" in locked) {
      say({ type: "held", holder: locked.holder });
      return;
    }
    lock = locked.lock;
  } catch {
    // A folder that can't be written can't be locked; nothing else of it works either, and that is said.
  }
  say({ type: "opened", ...keeper.open() });
  const retry = setInterval(() => keeper.waiting > 0 && keeper.write([]), RETRY_MS);
  const history = keeper.verify();
  const check = (): void => {
    for (let row = 0; row < CHECKED_AT_ONCE; row += 1) {
      const { done, value } = next(history);
      if (done === true) {
        if (value !== null) say({ type: "broken", where: value });
        return;
      }
    }
    checking = setTimeout(check, 1);
  };
  let checking = setTimeout(check, 1);

  port.on("message", (first: ToWorker) => {
    // All that came meanwhile is one commit.
    const messages = [first];
    for (;;) {
      const more = receiveMessageOnPort(port);
      if (more === undefined) break;
      messages.push(more.message as ToWorker);
    }
    const writes = messages.filter((one) => one.type === "write");
    if (writes.length > 0) {
      const failure = keeper.write(writes.flatMap((one) => one.writes));
      say({ type: "written", numbers: writes.map(({ number }) => number), failure });
    }
    const alive = messages.findLast((one) => one.type === "alive");
    try {
      if (alive !== undefined) keeper.alive(alive);
    } catch {
      // The next write says that the disk fails; a lost sign of life makes a lease end sooner, no more.
    }
    if (!messages.some(({ type }) => type === "close")) return;
    clearInterval(retry);
    clearTimeout(checking);
    try {
      keeper.close();
      lock?.release();
    } finally {
      port.close();
    }
  });
}

function next(history: ReturnType<Keeper["verify"]>): IteratorResult<null, string | null> {
  try {
    return history?.next() ?? { done: true, value: null };
  } catch (error) {
    return { done: true, value: error instanceof Error ? error.message : String(error) };
  }
}
