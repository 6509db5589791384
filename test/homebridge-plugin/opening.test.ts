import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../../homebridge-plugin/config.ts";
import { openConfigured } from "../../homebridge-plugin/opening.ts";
import type { SiteHandle } from "../../src/site-handle.ts";

const SITE = { version: 1, id: "shed", name: "Shed", areas: [{ id: "inside" }], doors: [] };

let storage = "";
beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), "egress-opening-"));
});
afterEach(() => rmSync(storage, { recursive: true, force: true }));

async function open(raw: Record<string, unknown>): Promise<SiteHandle> {
  const read = readConfig({ platform: "Egress", broker: { kind: "none" }, ...raw });
  if (read.state !== "configured") throw new Error(JSON.stringify(read));
  return openConfigured(read.config, storage, () => undefined);
}

describe("a configured site", () => {
  it.each([
    ["as an object", { site: SITE }],
    [
      "as YAML text",
      { site: "version: 1\nid: shed\nname: Shed\nareas: [{ id: inside }]\ndoors: []\n" },
    ],
    ["in a file of the storage folder", { siteFile: "shed.json" }],
  ])("opens when it is given %s", async (_, given) => {
    writeFileSync(join(storage, "shed.json"), JSON.stringify(SITE));
    const handle = await open({ mode: "authority", ...given });
    expect(handle.description?.id).toBe("shed");
    expect(handle.role).toBe("authority");
    await handle.close();
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["a file that isn't there", { siteFile: "none.yaml" }, "site-unreadable"],
    ["a folder", { siteFile: "." }, "site-unreadable"],
    ["text that is no site", { site: "doors: 7" }, "site-invalid"],
    ["an object that is no site", { site: { ...SITE, dors: [] } }, "site-invalid"],
    [
      "a certificate that isn't there",
      { site: SITE, broker: { kind: "external", url: "mqtts://127.0.0.1:1", ca: "none.pem" } },
      "options-invalid",
    ],
  ])("refuses %s with a code", async (_, given, code) => {
    await expect(open({ mode: "authority", ...given })).rejects.toMatchObject({ code });
  });
});
