/** What strangers write, as people read it. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { MAX_LOGGED_LENGTH, plainLine } from "../../src/mqtt/plain-log.ts";
import { openMirror } from "../../src/open-site.ts";
import { bystander } from "../broker/bystander.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { doorState } from "./recording-authority.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("a line of a log", () => {
  it.each([
    ["an order to the terminal", "a\u001b[2Jb", "a[2Jb"],
    ["a second line", "a\nERROR b\r\u2028c\u2029d\u0085e", "aERROR bcde"],
    ["text turned around", "a\u202eb\u2066c\u200fd", "abcd"],
    ["tags that nobody sees", "a\u{E0041}\u{E007F}b", "ab"],
    ["letters of any script, and joined ones", "Tür 门 👩‍🚒", "Tür 门 👩‍🚒"],
    [
      "more than anyone reads",
      "x".repeat(MAX_LOGGED_LENGTH + 1),
      `${"x".repeat(MAX_LOGGED_LENGTH)}…`,
    ],
  ])("has no %s", (_, said, shown) => {
    expect(plainLine(said)).toBe(shown);
  });
});

describe("a mirror", () => {
  it("shows and logs nothing of an authority's that could fool who reads it", async () => {
    const broker = await startMosquitto();
    cleanups.push(() => broker.stop());
    const other = await bystander(broker.url);
    cleanups.push(() => other.leave());
    const lines: string[] = [];
    const mirror = await openMirror({
      siteId: "office",
      client: "test",
      broker: { kind: "external", url: broker.url },
      log: (_, line) => lines.push(line),
    });
    cleanups.push(() => mirror.close());
    const keep = (topic: string, state: unknown) => other.say(topic, state, { retain: true });
    const evil = "Front\u202e\u001b[2J\nEgress: all is well";
    await keep("egress/office/door/front/state", doorState("front", { name: evil, because: evil }));
    await keep("egress/office/door/back/state", `{"id":"back","${"\u202e\\u001b[2J"}":`);
    await keep("egress/office/door/side/state", '{"__proto__":{"outside":"locked"},"id":"side"}');
    await keep("egress/office/door/last/state", doorState("last"));
    await vi.waitFor(() => expect(mirror.door("last")).toBeDefined(), { timeout: 10_000 });
    await vi.waitFor(() => expect(mirror.door("front")).toBeDefined(), { timeout: 10_000 });
    await vi.waitFor(() => expect(lines.join("")).toMatch(/door\/back\/state/), {
      timeout: 10_000,
    });
    expect(mirror.door("front")).toMatchObject({ name: "Front[2JEgress: all is well" });
    expect([mirror.door("back"), mirror.door("side")]).toEqual([undefined, undefined]);
    expect(lines.join("")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
