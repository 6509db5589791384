import { describe, expect, it } from "vitest";
import { readOptions } from "../../bench/arguments.ts";
import { quantile, spread } from "../../bench/figures.ts";
import { oneBuffer, publishPacket } from "../../bench/raw-mqtt.ts";
import { plot } from "../../bench/report/plot.ts";
import { asMarkdown, asText } from "../../bench/report/table.ts";
import { publishPackets } from "../../src/mqtt/publish-packets.ts";

describe("the bench's figures", () => {
  it.each([
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2],
    [[7], 0.99, 7],
    [Array.from({ length: 200 }, (_, n) => n + 1), 0.99, 198],
  ])("the quantile of %j at %d is %d", (values, share, expected) => {
    expect(quantile(values, share)).toBe(expected);
  });

  it("has none of nothing", () => {
    expect(spread([])).toEqual({ rounds: 0, p50: Number.NaN, p99: Number.NaN });
  });

  it("measures the limit with the very bytes that Egress sends", () => {
    const topics = ["bench/l/lock-00000/command", "bench/l/lock-00001/command"];
    const packets = topics.map((topic) => ({ topic, payload: "unlocked" }));
    expect(oneBuffer(topics, "unlocked")).toEqual(publishPackets(packets, 4));
    expect(publishPacket(topics[0] ?? "", "unlocked")).toEqual(
      publishPackets([packets[0] ?? packet()], 4),
    );
  });

  it("prints the same cells for a terminal and for a page", () => {
    const table = { title: "T", head: ["a", "bb"], rows: [["long", "1"]] };
    expect(asText(table)).toBe("T\na     bb\nlong  1 ");
    expect(asMarkdown(table)).toContain("| a | bb |\n| --- | --- |\n| long | 1 |");
  });

  it("draws a line for each subject, with a name", () => {
    const last = { rounds: 1, p50: 2, p99: 3 };
    const cell = { broker: "b", busy: false, figures: { first: last, last } };
    const svg = plot(
      [
        { subject: "one", doors: 1, ...cell },
        { subject: "one", doors: 10, ...cell },
        { subject: "two", doors: 10, ...cell },
      ],
      "b",
    );
    expect(svg.match(/<polyline/g)).toHaveLength(2);
    expect(svg).toContain(">two</text>");
    expect(svg).not.toContain("NaN");
  });
});

describe("the bench's options", () => {
  it("runs everything unless told otherwise", () => {
    expect(readOptions([])).toMatchObject({
      quick: false,
      write: false,
      out: "bench/results.json",
    });
    expect(readOptions(["--only", "wire,home"])).toMatchObject({
      parts: new Set(["wire", "home"]),
    });
    expect(readOptions(["--help"])).toBe("help");
  });

  it.each([
    [["--only", "wires"], "There is no part wires"],
    [["--write", "--quick"], "whole run"],
    [["--write", "--only", "wire"], "whole run"],
    [["--fast"], "--fast"],
  ])("refuses %j", (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

function packet() {
  return { topic: "", payload: "" };
}
