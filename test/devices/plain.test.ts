import { describe, expect, it } from "vitest";
import { bindingProblems } from "../../src/devices/index.ts";
import { MAX_TEMPLATE_LENGTH } from "../../src/devices/template.ts";
import { device, keepsTheContract, order } from "./contract.ts";

const profile = "plain";

keepsTheContract("plain", [
  {
    use: "smoke",
    binding: {
      profile,
      stateTopic: "hall",
      property: "alarm.level",
      alarmWhen: [2, "high"],
      clearWhen: 0,
      testWhen: "T",
    },
    says: [
      ["hall", { alarm: { level: 2 }, battery: 12 }, { value: "alarm", battery: { percent: 12 } }],
      ["hall", { alarm: { level: "HIGH " } }, { value: "alarm" }],
      ["hall", { alarm: { level: "0" } }, { value: "clear" }],
      ["hall", { alarm: { level: "t" } }, { value: "test" }],
      ["hall", { alarm: { level: "off" } }, { value: "unknown" }],
      ["hall", { alarm: { level: null } }, { value: "unknown" }],
    ],
  },
  {
    use: "gas",
    binding: { profile, stateTopic: "hall", availabilityTopic: "hall/there" },
    says: [
      ["hall", "ALARM", { value: "alarm" }],
      ["hall", "0", { value: "clear" }],
      ["hall", "purple", { value: "unknown" }],
      ["hall/there", "online", { availability: "up" }],
      ["hall/there", "offline", { availability: "down" }],
    ],
  },
  {
    use: "contact",
    binding: { profile, stateTopic: "leaf", openWhen: 1, closedWhen: 0 },
    says: [
      ["leaf", "1", { value: "open" }],
      ["leaf", "0", { value: "closed" }],
      ["leaf", "2", { value: "unknown" }],
    ],
  },
  {
    use: "power",
    binding: { profile, stateTopic: "grid", onWhen: "live", offWhen: "dead" },
    says: [
      ["grid", "live", { value: "on" }],
      ["grid", "dead", { value: "off" }],
      ["grid", "on", { value: "unknown" }],
    ],
  },
  {
    use: "ups",
    binding: { profile, stateTopic: "nut" },
    says: [
      [
        "nut",
        { "ups.status": "OB LB", "battery.charge": "8" },
        { value: { status: "low", percent: 8 } },
      ],
      ["nut", { status: "online", percent: 100 }, { value: { status: "online", percent: 100 } }],
    ],
  },
  {
    use: "lock",
    binding: {
      profile,
      commandTopic: "front/set",
      stateTopic: "front",
      property: "bolt",
      stateLocked: [1, "thrown"],
      stateUnlocked: 0,
      payloadLocked:
        '{"to":"{{to}}","power":{{energise}},"for":{{lease}},"why":"{{because}}","id":"{{id}}"}',
      payloadUnlocked: "OPEN",
    },
    says: [
      ["front", { bolt: 1 }, { bolt: "locked" }],
      ["front", { bolt: "Thrown" }, { bolt: "locked" }],
      ["front", { bolt: false }, { bolt: "unknown" }],
      ["front", { bolt: "0" }, { bolt: "unlocked" }],
      ["front", { bolt: "jammed" }, { bolt: "jammed" }],
      ["front", { bolt: null }, { bolt: "unknown" }],
    ],
    orders: [
      [
        { to: "locked", leaseSeconds: 60, because: 'Said "lock"\n}' },
        [["front/set", { to: "locked", power: true, for: 60, why: 'Said "lock"\n}', id: "o-1" }]],
      ],
      [{ to: "unlocked" }, [["front/set", "OPEN"]]],
    ],
    carriesLease: true,
  },
  {
    use: "holder",
    binding: { profile, commandTopic: "hold/set", payloadHeld: "1", payloadReleased: "0" },
    says: [],
    orders: [
      [{ to: "held" }, [["hold/set", 1]]],
      [{ to: "released" }, [["hold/set", 0]]],
      [{ to: "locked" }, []],
    ],
  },
]);

describe("a template", () => {
  const lock = (payloadLocked: string) => ({ profile, commandTopic: "front/set", payloadLocked });

  it("has no holes that nothing fills, and an end", () => {
    expect(bindingProblems(lock("{{secret}}"), "lock")).toMatchObject([{ path: "payloadLocked" }]);
    expect(bindingProblems(lock("x".repeat(MAX_TEMPLATE_LENGTH)), "lock")).toEqual([]);
    expect(bindingProblems(lock("x".repeat(MAX_TEMPLATE_LENGTH + 1)), "lock")).toHaveLength(1);
  });

  it("does not fill what its own filling brings", () => {
    const [packet] = device(lock("{{because}}"), "lock").encode(order({ because: "{{id}}" }));
    expect(packet?.payload).toBe("{{id}}");
  });
});
