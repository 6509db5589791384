import { describe, expect, it } from "vitest";
import { parseSite, publicDescription } from "../../src/site-file/index.ts";
import { officeWith } from "./site-texts.ts";

describe("a site as it is published", () => {
  it("has lost what its devices are logged in with, however deep, and nothing else", () => {
    const parsed = parseSite(officeWith({}));
    if (!parsed.ok) expect.fail("no site");
    const secret = {
      profile: "p",
      topic: "t",
      user: "u",
      password: "w",
      auth: { Token: "x", kind: "bearer" },
    };
    const [door] = parsed.site.doors;
    const [lock] = door?.locks ?? [];
    const [sensor] = parsed.site.sensors;
    if (door === undefined || lock === undefined || sensor === undefined) expect.fail("no door");
    const holder = {
      id: "h",
      name: "h",
      supply: "grid",
      holdOnUps: false,
      controllerLoss: "hold" as const,
      device: secret,
    };
    const site = {
      ...parsed.site,
      sensors: [{ ...sensor, device: secret }],
      doors: [{ ...door, locks: [{ ...lock, device: secret }], holder }],
    };
    const bare = { profile: "p", topic: "t", auth: { kind: "bearer" } };
    expect(publicDescription(site)).toEqual({
      ...site,
      sensors: [{ ...sensor, device: bare }],
      doors: [{ ...door, locks: [{ ...lock, device: bare }], holder: { ...holder, device: bare } }],
    });
    expect(site.doors[0]?.locks[0]?.device).toBe(secret);
  });
});
