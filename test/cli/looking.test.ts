/** The commands that look at a site without running it: matrix, explain, decode, devices. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { runCli } from "../../src/cli/run-cli.ts";
import { PROFILES } from "../../src/devices/index.ts";
import { PRESETS } from "../../src/readings/index.ts";

const SITE = "examples/sites/first-door.yaml";

async function egress(argv: readonly string[], stdin = "") {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = [text(stdout), text(stderr)];
  const code = await runCli({ argv, stdin: Readable.from([stdin]), stdout, stderr, env: {} });
  stdout.end();
  stderr.end();
  const [out = "", err = ""] = await Promise.all(said);
  return { code, out, err };
}

function file(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "egress-cli-")), "events.jsonl");
  writeFileSync(path, content);
  return path;
}

describe("egress matrix", () => {
  it.each([
    ["text", /^Front door \(front\)\n/],
    ["json", /^\{\n {2}"site": "first-door"/],
    ["html", /^<!doctype html>/],
  ])("as %s", async (format, expected) => {
    const { code, out } = await egress(["matrix", SITE, "--format", format]);
    expect(code).toBe(0);
    expect(out).toMatch(expected);
  });

  it.each([
    ["a format nobody knows", ["matrix", SITE, "--format", "pdf"], /pdf/],
    ["a file that is not there", ["matrix", "nowhere.yaml"], /nowhere\.yaml/],
  ])("refuses %s", async (_, argv, expected) => {
    const { code, out, err } = await egress(argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(expected);
  });
});

describe("egress explain", () => {
  const smoke = file(
    [
      { at: 0, type: "reading", sensor: "hall-smoke", value: "clear" },
      { at: 5_000, type: "request", action: "unlock", door: "front", by: "alice", via: "home" },
      { at: 9_000, type: "reading", sensor: "hall-smoke", value: "alarm" },
    ]
      .map((line) => JSON.stringify(line))
      .join("\n"),
  );

  it("names the winner, the runners-up and how it came", async () => {
    const { code, out } = await egress(["explain", SITE, smoke, "front"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^front: Released for fire: Hall smoke raised the alarm\./);
    expect(out).toMatch(/8 operator: Unlocked by alice \(home\)/);
    expect(out).toMatch(/16 rest: Secured, as it rests/);
    expect(out).toMatch(/9\.000 s {2}Fire stands in an area/);
  });

  it("answers with 1 for a door the site has not, and names those it has", async () => {
    const { code, err } = await egress(["explain", SITE, smoke, "attic"]);
    expect(code).toBe(1);
    expect(err).toMatch(/attic.*front/);
  });

  it("says which line is no event", async () => {
    const { code, err } = await egress([
      "explain",
      SITE,
      file('{"at":0,"type":"tick"}\nnot json'),
      "front",
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/line 2/);
  });
});

describe("egress decode", () => {
  const decode = async (kind: string, payload: unknown, ...more: string[]) => {
    const line = JSON.stringify({ topic: "zigbee2mqtt/hall", payload });
    const { code, out } = await egress(["decode", "--kind", kind, ...more, "-"], line);
    expect(code).toBe(0);
    return JSON.parse(out) as unknown;
  };

  it.each([
    ["smoke", { smoke: true, battery: 97 }, { value: "alarm", battery: { percent: 97 } }],
    ["smoke", { smoke: false, battery_low: true }, { value: "clear", battery: { low: true } }],
    ["contact", { contact: false }, { value: "open" }],
    ["lock", { lock_state: "locked", state: "LOCK" }, { bolt: "locked" }],
    [
      "lock",
      { state: "UNLOCK", lock_state: "unlocked", battery: 12, battery_low: true, tamper: false },
      { bolt: "unlocked", battery: { percent: 12, low: true }, tamper: false },
    ],
    ["smoke", { smoke: true, test: true, tamper: true }, { value: "alarm", tamper: true }],
  ])("reads a %s from %j", async (kind, payload, expected) => {
    expect(await decode(kind, payload)).toMatchObject(expected);
  });

  it("reads by the topic what its payload doesn't say", async () => {
    const lines = [
      { topic: "zwave/hall/smoke/113/0/Smoke_Alarm/Sensor_status", payload: 2 },
      { topic: "zwave/hall/smoke/113/0/Smoke_Alarm/Alarm_status", payload: { time: 1, value: 3 } },
      { topic: "tele/hall/LWT", payload: "Offline" },
      { topic: "tele/hall/LWT", payload: "Online" },
    ];
    const { out } = await egress(
      ["decode", "--kind", "smoke", "-"],
      lines.map((line) => JSON.stringify(line)).join("\n"),
    );
    const values = out
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { value: unknown }).value);
    expect(values).toEqual(["alarm", "test", "unknown", null]);
  });

  it("of a lock that says nothing of its bolt gives no bolt", async () => {
    const said = await decode("lock", { child_lock: "LOCK", linkquality: 9 });
    expect(said).toEqual({ value: null, reason: expect.any(String) });
  });

  it("says that a message says nothing of the kind, and why", async () => {
    expect(await decode("smoke", { contact: true })).toMatchObject({
      value: null,
      reason: expect.any(String),
    });
  });

  it.each([
    ["without a kind", ["decode", "-"], /--kind is missing/],
    ["with a kind nobody knows", ["decode", "--kind", "smok", "-"], /did you mean `smoke`/],
    [
      "with a profile nobody knows",
      ["decode", "--kind", "smoke", "--profile", "x", "-"],
      /profile/,
    ],
    ["on a line that is no message", ["decode", "--kind", "smoke", "-"], /line 1 is no message/],
  ])("is misused %s", async (_, argv, expected) => {
    const { code, err } = await egress(argv, "[1]");
    expect(code).toBe(2);
    expect(err).toMatch(expected);
  });
});

describe("egress devices", () => {
  it("lists every profile and every source, from the tables themselves", async () => {
    const { code, out } = await egress(["devices", "--format", "json"]);
    const { profiles, sources } = JSON.parse(out) as Record<string, { name: string }[]>;
    expect(code).toBe(0);
    expect(profiles?.map(({ name }) => name)).toEqual(PROFILES.map(({ name }) => name));
    expect(sources?.map(({ name }) => name)).toEqual(PRESETS.filter((name) => name !== "auto"));
    expect(profiles).toContainEqual(
      expect.objectContaining({ name: "zigbee2mqtt", drives: ["lock", "holder"] }),
    );
  });

  it("fits a terminal that nobody made wider, and names each of them", async () => {
    const { out } = await egress(["devices"]);
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    for (const { name } of PROFILES) expect(out).toContain(`  ${name} `);
    expect(out).toContain("every kind of sensor but ups");
  });

  it("is misused with a format nobody knows", async () => {
    const { code, err } = await egress(["devices", "--format", "pdf"]);
    expect(code).toBe(2);
    expect(err).toMatch(/pdf/);
  });
});
