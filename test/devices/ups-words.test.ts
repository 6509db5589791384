/** What the words of `ups.status` come to, for a UPS and for the power that feeds it. */
import { describe, expect, it } from "vitest";
import { device } from "./contract.ts";

const binding = { profile: "nut", host: "127.0.0.1", ups: "rack" };
const ups = device(binding, "ups").upsd;
const power = device(binding, "power").upsd;

describe("ups.status", () => {
  it.each([
    ["OL", "online", "on"],
    ["OL CHRG", "online", "on"],
    ["OL BYPASS", "online", "on"],
    ["OL TRIM", "online", "on"],
    ["OL BOOST RB", "online", "on"],
    ["ALARM OL RB", "online", "on"],
    ["OL CHRG LB", "online", "on"],
    ["OB", "on-battery", "off"],
    ["OB DISCHRG", "on-battery", "off"],
    ["CAL OB", "on-battery", "off"],
    ["OB LB", "low", "off"],
    ["OB DISCHRG LB RB", "low", "off"],
    ["LB", "low", "off"],
    ["FSD OL", "low", "off"],
    ["FSD OB LB", "low", "off"],
    ["OFF", "off", "unknown"],
    ["OL OFF", "off", "unknown"],
    ["BYPASS", "unknown", "unknown"],
    ["WAIT", "unknown", "unknown"],
    ["COMMBAD", "unknown", "unknown"],
    ["", "unknown", "unknown"],
  ])("%j is %s, and the mains are %s", (status, expected, mains) => {
    const variables = { "ups.status": status };
    expect(ups?.readVariables(variables).value).toMatchObject({ status: expected });
    expect(power?.readVariables(variables).value).toBe(mains);
  });

  it("that is missing is unknown, whatever else there is", () => {
    expect(ups?.readVariables({ "battery.charge": "100" }).value).toEqual({ status: "unknown" });
    expect(power?.readVariables({}).value).toBe("unknown");
  });
});
