import { describe, expect, it } from "vitest";
import { isInsecure } from "../../homebridge-plugin/insecure-mode.ts";

describe("Homebridge's insecure mode", () => {
  it.each([
    [["-I"], true],
    [["--insecure"], true],
    [["-DI"], true],
    [["-D", "-T", "-U", "/var/lib/homebridge"], false],
    [["-P", "./Items"], false],
    [[], false],
  ])("%j: %s", (given, insecure) => {
    expect(isInsecure(["node", "homebridge", ...given])).toBe(insecure);
  });
});
