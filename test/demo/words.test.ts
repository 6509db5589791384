import { describe, expect, it } from "vitest";
import { readArguments } from "../../demo/arguments.ts";
import { demoFlow } from "../../demo/flow.ts";
import { setupUri } from "../../demo/homebridge.ts";
import { DEEDS } from "../../demo/house.ts";
import { demoSite, SITE_FILE } from "../../demo/stage.ts";
import { COLUMNS, Timeline } from "../../demo/timeline.ts";

describe("what npm start understands", () => {
  it.each([
    [[], { scenario: null, once: false, lan: false }],
    [["--lan"], { scenario: null, once: false, lan: true }],
    [["--scenario", "fire"], { scenario: "fire", once: false, lan: false }],
    [["--scenario=power", "--once"], { scenario: "power", once: true, lan: false }],
    [["--help", "--once"], "help"],
  ])("%j", (given, wanted) => {
    expect(readArguments(given)).toEqual({ ok: true, wanted });
  });

  it.each([
    [["--scenario", "toString"]],
    [["--scenario"]],
    [["--once"]],
    [["--once", "--lan", "--scenario", "fire"]],
    [["fire"]],
    [["--fire"]],
  ])("and what it refuses: %j", (given) => {
    expect(readArguments(given)).toMatchObject({ ok: false, reason: expect.any(String) });
  });
});

describe("the timeline", () => {
  it("keeps to its width, whatever it is told", () => {
    const lines: string[] = [];
    const timeline = new Timeline((line) => void lines.push(line), false);
    timeline.begin("A title");
    timeline.step("Egress", "missed", `Seen instead: ${"x".repeat(300)}`);
    timeline.step("device", "seen", "a few words ".repeat(20).trim());
    timeline.note("more words ".repeat(30).trim());
    expect(lines.filter((line) => line.length > COLUMNS)).toEqual([]);
    expect(lines.join("").match(/x/g)).toHaveLength(300);
  });

  it("uses colours only where they are wanted", () => {
    const lines = (styled: boolean) => {
      const all: string[] = [];
      new Timeline((line) => void all.push(line), styled).step("Home", "seen", "Locked.");
      return all.join("");
    };
    expect(lines(false)).not.toContain("\u001b[");
    expect(lines(true)).toContain("\u001b[");
  });
});

describe("the demo's flow", () => {
  const site = demoSite();
  const flow = demoFlow({ site, siteFile: SITE_FILE, brokerPort: 1_884 });

  it("has a node for every door and every sensor of the house", () => {
    const of = (field: string) => flow.flatMap((node) => (node[field] ? [node[field]] : []));
    expect(of("door")).toEqual(expect.arrayContaining(site.doors.map(({ id }) => id)));
    expect(of("sensor")).toEqual(expect.arrayContaining(site.sensors.map(({ id }) => id)));
  });

  it("wires only nodes that are there, and each once", () => {
    const ids = flow.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const wired = flow.flatMap((node) => [node["wires"] ?? []].flat(2)) as unknown[];
    expect(wired.filter((id) => !ids.includes(String(id)))).toEqual([]);
  });

  it("has a button for everything that can happen in the house", () => {
    const payloads = flow.filter(({ type }) => type === "inject").map((node) => node["payload"]);
    expect(payloads).toEqual(expect.arrayContaining(Object.keys(DEEDS)));
  });
});

describe("HomeKit's QR code", () => {
  // HAP-NodeJS gives the same for a bridge of this code and setup id.
  it("holds the code, the category of a bridge and the setup id", () => {
    expect(setupUri({ pin: "031-45-154", setupID: "LAB1" })).toBe("X-HM://0023ISYWYLAB1");
  });
});
