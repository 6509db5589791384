/** `egress replay`: a line out for each line in, and an exact word about the line that is none. */
import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { egress, FIRST_DOOR, fileWith, jsonLines, pathFor, startEgress } from "./cli-run.ts";

const clear = { at: 0, type: "reading", sensor: "hall-smoke", value: "clear" };
const alarm = { at: 10, type: "reading", sensor: "hall-smoke", value: "alarm" };

function linesOut(out: string) {
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

describe("a replay", () => {
  it("tells the story of smoke: the magnet lets go, stays so, and locks after a reset", async () => {
    const by = { by: "alice", via: "cli" };
    const events = jsonLines(
      clear,
      alarm,
      { at: 20, type: "request", action: "lock", door: "front", ...by },
      { ...clear, at: 30 },
      { at: 40, type: "request", action: "reset", ...by },
    );
    const { code, out, err } = await egress(["replay", FIRST_DOOR, "-"], { stdin: events });
    const lines = linesOut(out);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(lines.map(({ at }) => at)).toEqual([0, 10, 20, 30, 40]);
    expect(lines.map(({ doors }) => doors.front.outside)).toEqual([
      "locked",
      "unlocked",
      "unlocked",
      "unlocked",
      "locked",
    ]);
    expect(lines[2].result).toMatchObject({ ok: false, code: "fire-latched" });
    expect(lines[1]).toMatchObject({
      input: alarm,
      commands: [{ lock: "front-magnet", to: "unlocked", energise: false }],
      areas: { hall: { fire: "latched" } },
      supplies: { grid: { status: "live" } },
    });
  });

  it("says the same twice", async () => {
    const events = fileWith("same.jsonl", jsonLines(clear, alarm, { at: 99_999, type: "tick" }));
    const [one, other] = await Promise.all([
      egress(["replay", FIRST_DOOR, events]),
      egress(["replay", FIRST_DOOR, events]),
    ]);
    expect(linesOut(one.out)).toHaveLength(3);
    expect(other).toEqual(one);
  });

  it("answers what makes no sense with bad-input, and goes on with time", async () => {
    const senseless = { at: 7_000, type: "reading", sensor: "hall-smoke", value: "smoky" };
    const pressed = {
      at: 1,
      type: "request",
      action: "access",
      door: "front",
      by: "a",
      via: "cli",
    };
    const { code, out } = await egress(["replay", FIRST_DOOR, "-"], {
      stdin: jsonLines(clear, pressed, senseless, {
        at: 7_001,
        type: "reading",
        sensor: "nix",
        value: "clear",
      }),
    });
    const lines = linesOut(out);
    expect(code).toBe(0);
    expect(lines[1].doors.front.demand.name).toBe("access");
    expect(lines[2]).toMatchObject({
      at: 7_000,
      input: senseless,
      result: { ok: false, code: "bad-input" },
    });
    expect(lines[2].doors.front.demand.name).toBe("rest");
    expect(lines[3].result.code).toBe("unknown-sensor");
  });

  it("refuses a word that another kind of sensor says", async () => {
    const { out } = await egress(["replay", FIRST_DOOR, "-"], {
      stdin: jsonLines({ at: 0, type: "reading", sensor: "hall-smoke", value: "open" }),
    });
    expect(linesOut(out)[0].result.code).toBe("bad-input");
  });

  it.each([
    ["is not JSON", "{oops\n", /line 3 is not JSON/],
    [
      "goes back in time",
      jsonLines({ at: 4, type: "tick" }),
      /line 3 goes back in time, from 10 to 4/,
    ],
    ["is too long", `{"at":11,"type":"tick"${" ".repeat(70_000)}}`, /line 3 is longer than 64 KiB/],
  ])("ends with 2 and the number of a line that %s", async (_, bad, says) => {
    const stdin = `${jsonLines(clear, alarm)}${bad}${jsonLines({ at: 20, type: "tick" })}`;
    const { code, out, err } = await egress(["replay", FIRST_DOOR, "-"], { stdin });
    expect(code).toBe(2);
    expect(err).toMatch(says);
    expect(linesOut(out)).toHaveLength(2);
  });

  it("counts the lines it skips because they are blank", async () => {
    const { err } = await egress(["replay", FIRST_DOOR, "-"], { stdin: "\n   \n\nnull\n" });
    expect(err).toMatch(/line 4 is not an object/);
  });

  it("writes to a file when asked, and nothing beside it", async () => {
    const path = pathFor("out.jsonl");
    const { code, out } = await egress(["replay", FIRST_DOOR, "-", "--out", path], {
      stdin: jsonLines(clear, alarm),
    });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(linesOut(readFileSync(path, "utf8"))).toHaveLength(2);
  });

  it.each([
    ["a place that is not there", pathFor("no/where.jsonl"), /can't be written: ENOENT/],
    ["a disk that is full", "/dev/full", /ENOSPC/],
  ])("says so when it is to write to %s", async (_, path, says) => {
    const { code, err } = await egress(["replay", FIRST_DOOR, "-", "--out", path], {
      stdin: jsonLines(clear, alarm),
    });
    expect(err).toMatch(says);
    expect(code).toBe(2);
  });

  it("ends quietly when its reader leaves, though there is no end of events", async () => {
    async function* forever() {
      for (let at = 0; ; at++) yield jsonLines({ at, type: "tick" });
    }
    const stdout = new PassThrough({ highWaterMark: 1 });
    stdout.once("data", () =>
      stdout.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
    );
    const { code, err } = await egress(["replay", FIRST_DOOR, "-"], { stdin: forever(), stdout });
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("stops when it is told to, and does not claim to be done", async () => {
    const stdin = new PassThrough();
    stdin.write(jsonLines({ at: 0, type: "tick" }));
    const replay = startEgress(["replay", FIRST_DOOR, "-"], { stdin });
    await vi.waitFor(() => expect(linesOut(replay.out())).toHaveLength(1));
    replay.stop();
    expect(await replay.ended).toMatchObject({ code: 2, err: expect.stringContaining("stopped") });
  });

  it("waits for a reader that is slow", async () => {
    const ticks = Array.from({ length: 50 }, (_, at) => ({ at, type: "tick" }));
    const stdout = new PassThrough({ highWaterMark: 1 });
    const ended = egress(["replay", FIRST_DOOR, "-"], { stdin: jsonLines(...ticks), stdout });
    let text = "";
    const reading = (async () => {
      for await (const chunk of stdout) text += String(chunk);
    })();
    expect((await ended).code).toBe(0);
    stdout.end();
    await reading;
    expect(linesOut(text)).toHaveLength(50);
  });
});
