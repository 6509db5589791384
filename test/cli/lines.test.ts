import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { linesOf, MAX_LINE_BYTES } from "../../src/cli/lines.ts";

async function lines(...chunks: readonly (string | Uint8Array)[]) {
  const texts: (string | null)[] = [];
  const buffers = chunks.map((chunk) => Buffer.from(chunk as string));
  for await (const { text } of linesOf(Readable.from(buffers))) texts.push(text);
  return texts;
}

describe("bytes as lines", () => {
  it.each([
    ["with and without a last newline", ["a\nb"], ["a", "b"]],
    ["with Windows's line ends", ["a\r\nb\r\n"], ["a", "b"]],
    ["with empty lines, which count", ["a\n\nb\n"], ["a", "", "b"]],
    ["cut anywhere", ["a", "b\nc", "\n", "d"], ["ab", "c", "d"]],
    ["none at all", [], []],
  ])("%s", async (_, chunks, expected) => {
    expect(await lines(...chunks)).toEqual(expected);
  });

  it("cut within a letter are whole again", async () => {
    const bytes = Buffer.from("Tür\n");
    expect(await lines(bytes.subarray(0, 2), bytes.subarray(2))).toEqual(["Tür"]);
  });

  it("that are no text have none", async () => {
    expect(await lines(Uint8Array.of(0xff, 0x0a, 0x61))).toEqual([null, "a"]);
  });

  it("may be as long as the bound, and not longer", async () => {
    const longest = "x".repeat(MAX_LINE_BYTES);
    expect(await lines(`${longest}\n${longest}y\nz`)).toEqual([longest, null, "z"]);
  });

  it("without an end are read no further than the bound", async () => {
    let pieces = 0;
    async function* endless() {
      for (;;) {
        pieces += 1;
        yield Buffer.alloc(1_024, "x");
      }
    }
    for await (const { text } of linesOf(endless())) expect(text).toBeNull();
    expect(pieces).toBeLessThan(MAX_LINE_BYTES / 1_024 + 3);
  });
});
