import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { doorOf } from "../../../nodes/egress-door/door-form.ts";
import { type Openers, planSite, type SiteNode } from "../../../nodes/egress-site/site-plan.ts";
import type { FormFields } from "../../../nodes/shared/form-value.ts";
import type { Resident } from "../../../nodes/shared/resident.ts";
import { sensorOf } from "../../../nodes/shared/sensor-form.ts";
import type { AuthorityOptions, MirrorOptions } from "../../../src/open-site.ts";
import type { SiteListener } from "../../../src/site-handle.ts";
import { ALARM, DOOR, exampleFlow, POWER, SITE } from "../example-flow.ts";
import { order, type StandInSite, standInSite } from "../shared/stand-in-site.ts";

const form = (id: string): FormFields => exampleFlow().find((node) => node.id === id) ?? {};
const userDir = mkdtempSync(join(tmpdir(), "egress-plan-"));

function siteNode(change: FormFields = {}, more: Partial<SiteNode> = {}): SiteNode {
  return {
    nodeId: "n-site",
    form: { ...form(SITE), ...change },
    credentials: {},
    userDir,
    log: () => undefined,
    claim: () => true,
    ...more,
  };
}

const quiet = { refresh: () => undefined, complain: () => undefined };
const residents = (wired: boolean): Resident[] => [
  {
    ...quiet,
    nodeId: "n-door",
    definition: { kind: "door", door: doorOf(form(DOOR)) },
    door: "front",
    wired: () => wired,
    commanded: () => undefined,
  },
  { ...quiet, nodeId: "n-smoke", definition: { kind: "sensor", sensor: sensorOf(form(ALARM)) } },
  { ...quiet, nodeId: "n-power", definition: { kind: "sensor", sensor: sensorOf(form(POWER)) } },
];

/** What would be opened. */
async function opened(node: SiteNode, wired = true, more: readonly Resident[] = []) {
  const asked: { authority?: AuthorityOptions; mirror?: MirrorOptions } = {};
  const openers: Openers = {
    authority: (options) => {
      asked.authority = options;
      return Promise.resolve(standInSite());
    },
    mirror: (options) => {
      asked.mirror = options;
      return Promise.resolve(standInSite());
    },
  };
  const plan = await planSite(node, [...residents(wired), ...more], openers);
  if (plan.ok) await plan.engine.open({});
  return { plan, ...asked };
}

const key = async (node: SiteNode, wired = true) => {
  const { plan } = await opened(node, wired);
  return plan.ok ? plan.engine.key : "no plan";
};

describe("what a site node opens", () => {
  it("is the site of the flow, with the orders of its wired door leaving by the wire", async () => {
    const { authority } = await opened(siteNode());
    expect(authority).toMatchObject({
      authority: "node-red",
      broker: null,
      site: { id: "example" },
    });
    expect([...(authority?.wired ?? [])]).toEqual(["front-maglock"]);
    expect(authority?.dataDir).toBe(join(userDir, "egress", "example"));
  });

  it("leaves a door without a wire to MQTT, where there is a broker", async () => {
    const { authority } = await opened(siteNode({ broker: "embedded" }), false);
    expect(authority?.broker).toEqual({ kind: "embedded" });
    expect([...(authority?.wired ?? [])]).toEqual([]);
  });

  it.each([
    ["wired", true, ["front-maglock"]],
    ["not wired", false, []],
  ])("leaves every door to one node for all of them that is %s", async (_, wired, leaves) => {
    const everyDoor = { changed: () => undefined, commanded: () => undefined };
    const every = { ...quiet, nodeId: "n-every", definition: null, wired: () => wired, everyDoor };
    const { authority } = await opened(siteNode({ broker: "embedded" }), false, [every]);
    expect([...(authority?.wired ?? [])]).toEqual(leaves);
  });

  it("is a site file, in the user directory or pasted", async () => {
    const text = JSON.stringify({ version: 1, id: "from-file", areas: [{ id: "hall" }] });
    writeFileSync(join(userDir, "house.json"), text);
    const file = await opened(siteNode({ source: "file", file: "house.json" }));
    expect(file.authority?.site.id).toBe("from-file");
    const pasted = await opened(siteNode({ source: "text", text }));
    expect(pasted.authority?.site.id).toBe("from-file");
  });

  it("is a broker of one's own, with its password from the credentials", async () => {
    const node = siteNode(
      { broker: "external", url: "mqtts://host:8883", ca: "PEM" },
      { credentials: { username: "u", password: "secret-canary" } },
    );
    const { authority, plan } = await opened(node);
    expect(authority?.broker).toEqual({
      kind: "external",
      url: "mqtts://host:8883",
      username: "u",
      password: "secret-canary",
      ca: "PEM",
    });
    expect(JSON.stringify(plan)).not.toContain("secret-canary");
  });

  it("is heard from its first order on", async () => {
    const heard = vi.fn();
    const engines: StandInSite[] = [];
    const open = (options: { listener?: SiteListener }) => {
      const engine = standInSite(options.listener);
      engines.push(engine);
      return Promise.resolve(engine);
    };
    const openers: Openers = { authority: open, mirror: () => open({}) };
    for (const node of [siteNode(), siteNode({ mode: "mirror", url: "mqtt://127.0.0.1:1884" })]) {
      const plan = await planSite(node, residents(true), openers);
      if (plan.ok) await plan.engine.open({ commanded: heard });
    }
    for (const engine of engines) engine.orders(order("front-maglock", "unlocked"));
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it("is a mirror that signs, with the secret from the credentials", async () => {
    const mirrored = { mode: "mirror", url: "mqtt://127.0.0.1:1884", requestKey: "node-red" };
    const node = siteNode(mirrored, { credentials: { requestSecret: "secret" } });
    const { mirror } = await opened(node);
    expect(mirror?.proof).toEqual({ kind: "key", key: "node-red", secret: "secret" });
    const renewed = siteNode(mirrored, { credentials: { requestSecret: "another" } });
    expect(await key(renewed)).not.toBe(await key(node));
  });

  it("is a mirror", async () => {
    const { mirror } = await opened(siteNode({ mode: "mirror", url: "mqtt://127.0.0.1:1884" }));
    expect(mirror).toMatchObject({ siteId: "example", client: "node-red" });
  });
});

describe("the same engine goes on", () => {
  it("unless what it runs changed", async () => {
    const before = await key(siteNode());
    expect(await key(siteNode({ name: "another label in the editor" }))).toBe(before);
    expect(await key(siteNode({ siteName: "Another house" }))).not.toBe(before);
    expect(await key(siteNode({ broker: "embedded" }))).not.toBe(before);
    expect(await key(siteNode({ broker: "embedded" }), false)).not.toBe(
      await key(siteNode({ broker: "embedded" }), true),
    );
  });
});

describe("a site node that can't be opened says what to mend", () => {
  it.each<[string, SiteNode, string]>([
    ["no site file", siteNode({ source: "file", file: "nowhere.yaml" }), "file"],
    ["a file that is no site", siteNode({ source: "text", text: "just words" }), ""],
    ["nothing pasted", siteNode({ source: "text", text: "" }), ""],
    ["a broker without an address", siteNode({ broker: "external" }), "url"],
    ["a mirror without an address", siteNode({ mode: "mirror" }), "url"],
    [
      "a key without its secret",
      siteNode({ mode: "mirror", url: "mqtt://h", requestKey: "node-red" }),
      "requestKey",
    ],
    [
      "a mirror of no site",
      siteNode({ mode: "mirror", siteId: "My House", url: "mqtt://h" }),
      "siteId",
    ],
    ["a site id that another node has", siteNode({}, { claim: () => false }), "siteId"],
    ["an area that is no id", siteNode({ areas: [{ id: "The Hall" }] }), "areas[0].id"],
  ])("%s", async (_, node, path) => {
    const { plan, authority, mirror } = await opened(node);
    expect(plan.ok).toBe(false);
    const problems = plan.ok ? [] : plan.problems;
    expect(problems.map(({ problem }) => problem.path)).toContain(path);
    expect(problems.every(({ problem }) => problem.message !== "" && problem.mend !== "")).toBe(
      true,
    );
    expect([authority, mirror]).toEqual([undefined, undefined]);
  });
});
