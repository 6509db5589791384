import { describe, expect, it } from "vitest";
import { isEgressError } from "../../src/errors.ts";
import { brokerName, brokerProblems, checkBroker } from "../../src/mqtt/options.ts";

describe("the address of a broker", () => {
  it.each([
    ["mqtt://127.0.0.1:1884"],
    ["mqtt://localhost"],
    ["mqtt://[::1]:1883"],
    ["ws://127.9.9.9:8080"],
    ["mqtts://broker.local:8883"],
    ["wss://broker.example/mqtt"],
  ])("%s can be used", (url) => {
    expect(brokerProblems({ kind: "external", url })).toEqual([]);
  });

  it.each([
    ["mqtt://192.168.1.2:1883", /plaintext/],
    ["ws://broker.local", /plaintext/],
    ["mqtt://127.0.0.1.evil.example", /plaintext/],
    ["mqtt://localhost.evil.example", /plaintext/],
    ["http://127.0.0.1", /no address/],
    ["127.0.0.1:1883", /no address/],
    ["", /no address/],
  ])("%s can't", (url, said) => {
    const [problem] = brokerProblems({ kind: "external", url });
    expect(problem?.message).toMatch(said);
    expect(problem?.mend).not.toBe("");
  });

  it("may be plaintext where the owner says so", () => {
    const url = "mqtt://192.168.1.2:1883";
    expect(brokerProblems({ kind: "external", url, allowPlaintext: true })).toEqual([]);
  });

  it("is refused with a code, its problems and never its password", () => {
    try {
      checkBroker({ kind: "external", url: "mqtt://egress:secret@broker.local" });
      expect.unreachable();
    } catch (error) {
      expect(isEgressError(error) && error.code).toBe("options-invalid");
      expect(String(error)).not.toContain("secret");
    }
    expect(brokerName({ kind: "external", url: "mqtt://u:secret@h:1" })).toBe("mqtt://h:1");
  });
});
