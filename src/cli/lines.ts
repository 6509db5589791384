/** Bytes as numbered lines, holding no more of them than one line may be long. */

export const MAX_LINE_BYTES = 64 * 1024;

export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Null for a line that is too long, or is not UTF-8. */
  readonly text: string | null;
}

const NEWLINE = 0x0a;

export async function* linesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Line> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let number = 1;
  const hold = (piece: Buffer) => {
    heldBytes += piece.length;
    if (heldBytes <= MAX_LINE_BYTES) held.push(piece);
  };
  const take = (): Line => {
    const line = {
      number: number++,
      text: heldBytes > MAX_LINE_BYTES ? null : decode(Buffer.concat(held)),
    };
    held = [];
    heldBytes = 0;
    return line;
  };
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (!Buffer.isBuffer(bytes)) continue;
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to !== -1; to = bytes.indexOf(NEWLINE, from)) {
      hold(bytes.subarray(from, to));
      from = to + 1;
      yield take();
    }
    hold(bytes.subarray(from));
    // A line that never ends must not be read to its end.
    if (heldBytes > MAX_LINE_BYTES) {
      yield take();
      return;
    }
  }
  if (heldBytes > 0) yield take();
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r$/, "");
  } catch {
    return null;
  }
}
