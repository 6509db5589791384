import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Browser, openBrowser } from "./browser.ts";
import { exampleFlow } from "./example-flow.ts";
import { type NodeRedProcess, startNodeRedProcess } from "./node-red-process.ts";

let red: NodeRedProcess;
let browser: Browser;

beforeAll(async () => {
  red = await startNodeRedProcess(exampleFlow());
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await red.stop();
});

const page = () => browser.page;
const node = (id: string) => page().locator(`g.red-ui-flow-node#egress-ex-${id}`);

/** The editor afresh, as deployed: what an earlier test changed and didn't deploy is gone. */
async function reload() {
  await page().goto(red.url, { waitUntil: "domcontentloaded" });
  await node("door").waitFor();
}

/** Whether the editor holds a node to be valid, and what it says of it. */
function verdict(id: string) {
  return page().evaluate((nodeId) => {
    const { RED } = globalThis as unknown as {
      RED: { nodes: { node(id: string): { valid: boolean; validationErrors?: string[] } } };
    };
    const { valid, validationErrors = [] } = RED.nodes.node(nodeId);
    return { valid, says: validationErrors.join("; ") };
  }, `egress-ex-${id}`);
}

const WAIT = { timeout: 10_000, interval: 50 };

async function mistaken(id: string, says: string) {
  const expected = { valid: false, says: expect.stringContaining(says) };
  await vi.waitFor(async () => expect(await verdict(id)).toEqual(expected), WAIT);
}

async function open(id: string) {
  const dialog = page().locator("#node-dialog-ok");
  // A busy editor takes two slow clicks for two single ones, so a double click is made until it counts.
  await vi.waitFor(
    async () => {
      if (!(await dialog.isVisible())) await node(id).dblclick({ timeout: 2_000 });
      await dialog.waitFor({ timeout: 3_000 });
    },
    { timeout: 40_000, interval: 100 },
  );
  // The form is filled in one go; what is typed before that is lost.
  await page().waitForFunction(
    'document.querySelector("#node-input-site")?.value === "egress-ex-site"',
  );
}

async function done() {
  await page().locator("#node-dialog-ok").click();
  await page().locator(".red-ui-tray").waitFor({ state: "detached" });
}

async function tab(name: string) {
  await page().locator(`#egress-door-tabs a[href="#${name}"]`).click();
}

async function deploy() {
  await Promise.all([
    page().waitForResponse(
      (answer) => answer.url().endsWith("/flows") && answer.request().method() === "POST",
    ),
    page().locator("#red-ui-header-button-deploy").click(),
  ]);
}

describe("the example in the editor", () => {
  beforeAll(reload);

  it.each(["door", "alarm", "power", "reset", "events"])(
    "finds nothing wrong with %s",
    async (id) => {
      expect(await verdict(id)).toEqual({ valid: true, says: "" });
    },
  );

  it.each(["door", "alarm", "power", "reset", "explain", "events"])(
    "opens the form of %s, every label of which has words and a field",
    async (id) => {
      await open(id);
      const labels = page().locator(".egress-form label[for]:visible");
      expect(await labels.count()).toBeGreaterThan(2);
      for (const label of await labels.all()) {
        expect((await label.textContent())?.trim()).toMatch(/\w/);
        expect(await label.textContent()).not.toContain("egress-");
        const field = await label.getAttribute("for");
        expect(await page().locator(`[id="${field}"]`).count(), `field ${field}`).toBe(1);
      }
      await done();
      expect(browser.complaints).toEqual([]);
    },
  );

  it("opens the form of the site from the door, and shows a UPS its battery", async () => {
    await open("door");
    await page().locator("#node-input-btn-site-edit").click();
    await page().locator("#node-config-dialog-ok").waitFor();
    const kind = page().locator("#node-config-input-supplies-list .egress-kind");
    const capacity = page().locator("#node-config-input-supplies-list .egress-capacityWh");
    expect(await capacity.isVisible()).toBe(false);
    await kind.selectOption("ups");
    expect(await capacity.isVisible()).toBe(true);
    await page().locator("#node-config-dialog-cancel").click();
    await page().locator("#node-config-dialog-cancel").waitFor({ state: "detached" });
    await done();
    expect(browser.complaints).toEqual([]);
  });

  it("shows the help of every node", async () => {
    for (const type of ["site", "door", "alarm", "power", "control", "events"]) {
      const help = page().locator(`script[data-help-name="egress-${type}"]`);
      expect(await help.count()).toBe(1);
      expect(await help.textContent()).toContain("### Details");
    }
  });
});

describe("a mistake in a form", () => {
  beforeAll(reload);

  it.each([
    ["an id with capitals", "Front Door", "a-z, 0-9 and -"],
    ["an id that the detector has", "hall-smoke", "already taken by Smoke in the hall"],
    ["an id that an area has", "hall", "already taken"],
    ["no id", "", "An id is needed"],
  ])("%s marks the node", async (_, id, says) => {
    await open("door");
    await page().locator("#node-input-door").fill(id);
    await done();
    await mistaken("door", says);
  });

  it("an area that the site doesn't have marks the detector", async () => {
    await open("alarm");
    await page().locator("#node-input-area").fill("cellar");
    await done();
    await mistaken("alarm", "cellar is not in the site. Known: hall");
  });

  it("half a rule marks the detector", async () => {
    await open("alarm");
    await page().locator("#node-input-activeWhen").fill("2");
    await done();
    await mistaken("alarm", "Give both lists or neither");
  });
});

describe("a second lock", () => {
  beforeEach(reload);

  it("is added to the list, is marked until it is whole, and is deployed", async () => {
    await open("door");
    await tab("locks");
    await page().locator("#egress-door-pane-locks .red-ui-editableList-addButton").click();
    const lock = page().locator("#node-input-locks-list > li").nth(1);
    await lock.locator(".egress-id").fill("front-strike");
    await lock.locator(".egress-hardware").selectOption("electric-strike");
    await lock.locator(".egress-failMode").selectOption("fail-safe");
    await done();
    await mistaken("door", "when this computer dies");

    await open("door");
    await tab("locks");
    const again = page().locator("#node-input-locks-list > li").nth(1);
    await again.locator(".egress-failMode").selectOption("fail-secure");
    await done();
    await vi.waitFor(async () => expect((await verdict("door")).valid).toBe(true), WAIT);

    await deploy();
    const door = (await red.flows()).find(({ id }) => id === "egress-ex-door");
    expect(door?.["locks"]).toMatchObject([
      { id: "front-maglock", failMode: "fail-safe", controllerLoss: "release" },
      { id: "front-strike", failMode: "fail-secure", supply: "mains", hardware: "electric-strike" },
    ]);
    expect(browser.complaints).toEqual([]);
    expect(red.output()).not.toMatch(/\[error\]/);
  });

  it("that is a maglock can't be anything but fail-safe", async () => {
    await open("door");
    await tab("locks");
    const failMode = page().locator("#node-input-locks-list .egress-failMode").first();
    expect(await failMode.isDisabled()).toBe(true);
    expect(await failMode.inputValue()).toBe("fail-safe");
  });
});

describe("a site that comes from a file", () => {
  beforeAll(reload);

  it("leaves the door nothing but its id", async () => {
    await open("door");
    await page().locator("#node-input-btn-site-edit").click();
    await page().locator("#node-config-input-source").selectOption("file");
    await page().locator("#node-config-input-file").fill("office.yaml");
    await page().locator("#node-config-dialog-ok").click();
    await page().locator("#node-config-dialog-ok").waitFor({ state: "detached" });
    await page().locator(".egress-names").waitFor();
    expect(await page().locator("#egress-door-tabs").isVisible()).toBe(false);
    expect(await page().locator("#node-input-door").isVisible()).toBe(true);
  });
});
