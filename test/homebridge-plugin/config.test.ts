import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MAX_PATH, MAX_SITE_TEXT, MAX_TEXT, readConfig } from "../../homebridge-plugin/config.ts";

const block = { platform: "Egress", name: "Egress" };
const authority = { ...block, mode: "authority", siteFile: "office.yaml" };
const mirror = { ...block, mode: "mirror", siteId: "office", url: "mqtt://127.0.0.1:1884" };

describe("the configuration", () => {
  it("starts nothing when Homebridge has only just installed the plugin", () => {
    expect(readConfig({ ...block, _bridge: { username: "0E:00" } })).toEqual({
      state: "not-configured",
    });
  });

  it("signs what a mirror asks, where it has a key", () => {
    const secret = "x".repeat(43);
    expect(
      readConfig({ ...mirror, requestKey: "homebridge", requestSecret: secret }),
    ).toMatchObject({
      state: "configured",
      config: { mode: "mirror", key: { id: "homebridge", secret } },
    });
    const cleared = readConfig({ ...mirror, requestKey: "", requestSecret: "" });
    expect(cleared).toMatchObject({
      state: "configured",
      config: expect.not.objectContaining({ key: expect.anything() }),
    });
  });

  it.each([
    ["an embedded broker unless said otherwise", authority, { kind: "embedded" }],
    [
      "what the settings form leaves when nothing is chosen",
      { ...authority, broker: {} },
      { kind: "embedded" },
    ],
    [
      "an embedded broker that devices may reach",
      { ...authority, broker: { kind: "embedded", port: 0, listen: "192.168.1.10:1885" } },
      { kind: "embedded", port: 0, listen: "192.168.1.10:1885" },
    ],
    [
      "a broker of one's own, and cleared fields",
      {
        ...authority,
        broker: { kind: "external", url: "mqtts://broker:8883", username: "", password: "" },
      },
      { kind: "external", url: "mqtts://broker:8883" },
    ],
    ["no broker", { ...authority, broker: { kind: "none" } }, null],
    [
      "a mirror's broker",
      { ...mirror, username: "home" },
      { kind: "external", url: mirror.url, username: "home" },
    ],
  ])("takes %s", (_, raw, broker) => {
    expect(readConfig(raw)).toMatchObject({ state: "configured", config: { broker } });
  });

  it.each<[string, unknown, string]>([
    ["an unknown key", { ...authority, sitefile: "x" }, "sitefile"],
    [
      "an unknown key of the broker",
      { ...authority, broker: { kind: "none", prot: 1 } },
      "broker.prot",
    ],
    ["no mode", { ...block, siteFile: "office.yaml" }, "mode"],
    ["a mode that isn't one", { ...authority, mode: "slave" }, "mode"],
    ["neither file nor site", { ...block, mode: "authority" }, "siteFile"],
    ["both file and site", { ...authority, site: "version: 1" }, "siteFile"],
    ["a site that is a number", { ...block, mode: "authority", site: 7 }, "site"],
    ["a site that is a list", { ...block, mode: "authority", site: [] }, "site"],
    ["a site file that is a list", { ...authority, siteFile: ["office.yaml"] }, "siteFile"],
    [
      "a site past the bound",
      { ...block, mode: "authority", site: "x".repeat(MAX_SITE_TEXT + 1) },
      "site",
    ],
    ["a path past the bound", { ...authority, siteFile: "x".repeat(MAX_PATH + 1) }, "siteFile"],
    ["a broker that is text", { ...authority, broker: "mqtt://x:1883" }, "broker"],
    ["a broker that is a list", { ...authority, broker: [] }, "broker"],
    ["a broker of no known kind", { ...authority, broker: { kind: "cloud" } }, "broker.kind"],
    [
      "an external broker without its address",
      { ...authority, broker: { kind: "external" } },
      "broker.url",
    ],
    [
      "a port past the last",
      { ...authority, broker: { kind: "embedded", port: 65_536 } },
      "broker.port",
    ],
    [
      "a port that is text",
      { ...authority, broker: { kind: "embedded", port: "1884" } },
      "broker.port",
    ],
    [
      "a listener without a port",
      { ...authority, broker: { kind: "embedded", listen: "0.0.0.0" } },
      "broker.listen",
    ],
    ["a mirror of no site", { ...block, mode: "mirror", url: mirror.url }, "siteId"],
    ["a site id that no topic could hold", { ...mirror, siteId: "Office/+" }, "siteId"],
    ["a web address for a broker", { ...mirror, url: "http://127.0.0.1" }, "url"],
    ["no address at all", { ...mirror, url: "broker" }, "url"],
    ["a password past the bound", { ...mirror, password: "x".repeat(MAX_TEXT + 1) }, "password"],
    ["a control that isn't one", { ...mirror, homeControls: ["unlock"] }, "homeControls[0]"],
    ["controls that aren't a list", { ...mirror, homeControls: "reset" }, "homeControls"],
    ["a key without its secret", { ...mirror, requestKey: "homebridge" }, "requestSecret"],
    ["a secret without its key", { ...mirror, requestSecret: "x".repeat(43) }, "requestSecret"],
    ["a site file in a mirror", { ...mirror, siteFile: "office.yaml" }, "siteFile"],
    ["nothing", null, ""],
    ["text", "mirror", ""],
    ["a list", [mirror], ""],
    ["an empty list", [], ""],
  ])("refuses %s, saying where and how to mend it", (_, raw, path) => {
    const read = readConfig(raw);
    if (read.state !== "invalid") throw new Error("It was taken.");
    expect(read.problems.map((problem) => problem.path)).toContain(path);
    for (const { message, mend } of read.problems) {
      expect(message).not.toBe("");
      expect(mend).not.toBe("");
    }
  });
});

describe("the settings form", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../config.schema.json", import.meta.url), "utf8"),
  );

  it("belongs to the platform that the plugin registers", () => {
    expect(schema).toMatchObject({
      pluginAlias: "Egress",
      pluginType: "platform",
      singular: true,
      strictValidation: true,
    });
    expect(schema.schema.properties.name).toBeDefined();
  });

  it("offers only keys that the platform takes, and lays out every one of them", () => {
    const offered = Object.keys(schema.schema.properties).filter((key) => key !== "name");
    const brokerKeys = Object.keys(schema.schema.properties.broker.properties);
    for (const key of offered) {
      const tried = [authority, mirror].map((config) => readConfig({ ...config, [key]: Symbol() }));
      const unknownToBoth = tried.every(
        (read) =>
          read.state === "invalid" &&
          read.problems.some(
            (problem) => problem.path === key && problem.message === "unknown key",
          ),
      );
      expect(unknownToBoth, key).toBe(false);
    }
    const laidOut = JSON.stringify(schema.layout);
    for (const key of brokerKeys) expect(laidOut).toContain(`"broker.${key}"`);
    for (const key of offered.filter((key) => key !== "broker"))
      expect(laidOut).toContain(`"${key}"`);
  });
});
