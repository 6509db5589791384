/** A stream to write to that may be slow, or whose reader may leave. */
import { once } from "node:events";
import type { Writable } from "node:stream";

export interface Output {
  readonly isTTY: boolean;
  /** True once the reader has left, as `head` does: there is no use in going on. */
  readonly closed: boolean;
  /** Resolves when more may be written. Rejects when what was written can't be kept, as on a full disk. */
  write(text: string): Promise<void>;
  /** Resolves when everything written has arrived, and closes the stream. */
  end(): Promise<void>;
}

const READER_LEFT: ReadonlySet<unknown> = new Set([
  "EPIPE",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
]);

export function openOutput(stream: Writable): Output {
  let closed = false;
  let failure: Error | null = null;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    closed = true;
    if (!READER_LEFT.has(error.code)) failure = error;
  });
  const settle = () => {
    if (failure !== null) throw failure;
  };
  return {
    isTTY: "isTTY" in stream && stream.isTTY === true,
    get closed() {
      return closed;
    },
    async write(text) {
      settle();
      if (closed || stream.write(text)) return;
      const waiting = new AbortController();
      const { signal } = waiting;
      const events = ["drain", "close"].map((event) => once(stream, event, { signal }));
      // `once` rejects on an error, which the listener above has taken note of.
      await Promise.race(events).catch(() => undefined);
      waiting.abort();
      await Promise.allSettled(events);
      settle();
    },
    async end() {
      if (!closed) await new Promise<void>((resolve) => stream.once("close", resolve).end());
      settle();
    },
  };
}
