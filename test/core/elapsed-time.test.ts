/** Time that passes in one step does all that would have been done in many. */
import { describe, expect, it } from "vitest";
import { given, reading, report, SECOND, tick } from "./given.ts";
import { device, door, sensor, site, strike } from "./sites.ts";

const described = site({
  sensors: [sensor("rex", "exit-request", { door: "side" })],
  doors: [
    door("side", {
      egressDevices: [device("exit-button", { holdMs: 5_000 })],
      locks: [strike("strike", { monitor: true, confirmWithinMs: 5_000 })],
    }),
  ],
});

const pressed = () => given(described).when(reading("rex", "alarm"), report("strike", "unlocked"));

describe("a deadline that an order of the same step has set", () => {
  it("is over by the end of the step, as if somebody had looked meanwhile", () => {
    const leap = pressed().after(20 * SECOND);
    const steps = pressed();
    for (let n = 0; n < 4; n += 1) steps.after(5 * SECOND);
    const since = (story: typeof leap) => story.lines.slice(3).flatMap(({ commands }) => commands);
    expect(since(leap)).toEqual(since(steps));
    expect(since(leap)).toHaveLength(3);
    leap.thenDoor("side", { troubles: ["not-secured"] });
    leap.when(tick).thenNoCommand();
  });
});

describe("an exit that ends as its unconfirmed release is due again", () => {
  it("is one order to lock, and no release more", () => {
    given(described)
      .when(reading("rex", "alarm"))
      .thenCommands({ lock: "strike", to: "unlocked" })
      .after(5 * SECOND)
      .thenCommands({ lock: "strike", to: "locked" })
      .thenNoEvent("order-repeated");
  });
});
