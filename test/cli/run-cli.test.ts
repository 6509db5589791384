/** Exit codes: 0 done, 1 the answer is bad, 2 misused or unreadable. */
import { describe, expect, it } from "vitest";
import { egress, fileWith, OFFICE } from "./cli-run.ts";

const MQTT = ["--mqtt", "mqtt://127.0.0.1:1"];

describe("a command line that can't be followed", () => {
  it.each([
    ["nothing", [], /what should it do/],
    ["a command with a slip", ["relpay"], /no command `relpay`.*did you mean `egress replay`\?/s],
    ["an option for a command", ["--frobnicate"], /no option `--frobnicate`/],
    ["a command from the prototype", ["constructor"], /no command/],
    ["an option with a slip", ["replay", "--ot", "x"], /no option `--ot`.*did you mean `--out`\?/s],
    ["an option without its value", ["replay", "a", "b", "--out"], /--out/],
    ["too few words", ["replay", OFFICE], /EVENTS.jsonl is missing/],
    ["too many words", ["replay", "a", "b", "c"], /`c` is one word too many/],
    ["a site that is not there", ["replay", "nowhere.yaml", "-"], /no such file/],
    [
      "events that are not there",
      ["replay", OFFICE, "nowhere.jsonl"],
      /`nowhere.jsonl` can't be read/,
    ],
    ["events that are a folder", ["replay", OFFICE, "/tmp"], /EISDIR/],
    [
      "a page for the whole network",
      ["run", OFFICE, "--http", "0.0.0.0:80"],
      /stays on this machine/,
    ],
    ["a log of another kind", ["run", OFFICE, "--log", "xml"], /`xml` is no log format/],
    ["a port that is none", ["run", OFFICE, "--broker-port", "65536"], /no port/],
    ["two brokers", ["run", OFFICE, ...MQTT, "--broker-port", "1"], /one or the other/],
    [
      "a user without a broker",
      ["run", OFFICE, "--mqtt-user", "u"],
      /--mqtt-user means nothing without --mqtt/,
    ],
    [
      "a broker's certificate that is not there",
      ["run", OFFICE, ...MQTT, "--mqtt-ca", "no.pem"],
      /`no.pem` can't be read/,
    ],
    [
      "a broker on the way to which anyone can listen",
      ["run", OFFICE, "--mqtt", "mqtt://192.0.2.1"],
      /plaintext/,
    ],
    ["a request for nothing", ["request"], /ACTION is missing/],
    ["a request with a slip", ["request", "unlok"], /did you mean `unlock`\?/],
    ["an unlock of nothing", ["request", "unlock"], /unlock needs --door/],
    [
      "a reset of a door",
      ["request", "reset", "--door", "front"],
      /--door means nothing for reset/,
    ],
    ["an isolation without an end", ["request", "isolate", "--sensor", "s"], /isolate needs --for/],
    [
      "a time without a unit",
      ["request", "isolate", "--sensor", "s", "--for", "10"],
      /no duration/,
    ],
    ["a request to no site", ["request", "reset", ...MQTT], /--site is missing/],
    ["a request by no broker", ["request", "reset", "--site", "office"], /--mqtt is missing/],
  ])("%s", async (_, argv, says) => {
    const { code, out, err } = await egress(argv);
    expect(err).toMatch(says);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });

  it("names every problem of a site, with its place and mend, and shows no control characters", async () => {
    const site = fileWith(
      "bad.yaml",
      'version: 1\nid: office\n"dors\\e[31m": []\ndoors: [{ id: a }]\n',
    );
    const { code, err } = await egress(["replay", site, "-"]);
    expect(code).toBe(2);
    expect(err).toMatch(/no site yet: 3 problems/);
    expect(err).toMatch(/doors\[0\]\.from: is missing\n {6}add `from`/);
    expect(err).toMatch(/unknown key `dors\[31m`/);
    expect(err).not.toContain("\u001b");
  });
});

describe("help and version", () => {
  it.each([
    [["--help"], /egress replay +play events/],
    [["help"], /Exit codes/],
    [["replay", "--help"], /egress replay SITE EVENTS.jsonl \[--out FILE\]/],
    [["run", "-h"], /--broker-listen/],
    [["request", "unlock", "--help"], /lockdown-release/],
    [["--version"], /^\d+\.\d+\.\d+\n$/],
  ])("%j", async (argv, says) => {
    const { code, out, err } = await egress(argv);
    expect(out).toMatch(says);
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });
});
