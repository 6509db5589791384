import { describe, expect, it, vi } from "vitest";
import { bad, DONE, finish } from "../../../nodes/shared/finish.ts";
import type { Done, RuntimeNode } from "../../../nodes/shared/node-red.ts";

const node = { error: vi.fn() } as unknown as RuntimeNode;

function outcome(work: Parameters<typeof finish>[2]): Promise<Error | undefined> {
  return new Promise((resolve) => finish(node, resolve as Done, work));
}

describe("the one way out of a handler", () => {
  it.each<[string, Parameters<typeof finish>[2], string | undefined]>([
    ["done", () => DONE, undefined],
    ["done later", () => Promise.resolve(DONE), undefined],
    ["bad, with its mend", () => bad("no bolt in it", "Send a bolt"), "no bolt in it. Send a bolt"],
    ["bad later", () => Promise.resolve(bad("no", "Mend")), "no. Mend"],
    [
      "a throw",
      () => {
        throw new Error("boom");
      },
      "boom",
    ],
    ["a rejection", () => Promise.reject(new Error("boom")), "boom"],
    ["a rejection that is no error", () => Promise.reject("boom"), "boom"],
  ])("%s", async (_, work, message) => {
    expect((await outcome(work))?.message).toBe(message);
  });

  it("reports to the node when done itself fails, and lets nothing out", () => {
    const done = () => {
      throw new Error("the wire is broken");
    };
    expect(() => finish(node, done, () => DONE)).not.toThrow();
    expect(node.error).toHaveBeenCalled();
  });

  it("is done at once where there is nothing to wait for", () => {
    const done = vi.fn();
    finish(node, done, () => DONE);
    expect(done).toHaveBeenCalledOnce();
  });
});
