/** The page of `egress run --http`, as HTTP clients and a real browser see it. */
import { request } from "node:http";
import { chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type OpenAuthority, openAuthority } from "../../src/open-site.ts";
import { readSiteFile } from "../../src/site-file/index.ts";
import { MAX_WATCHERS, type StatusServer, serveStatus } from "../../src/status-page/server.ts";

const SITE = new URL("../../examples/sites/small-office.yaml", import.meta.url).pathname;

let office: OpenAuthority;
let page: StatusServer;

beforeAll(async () => {
  const site = await readSiteFile(SITE);
  office = await openAuthority({
    site: { ...site, name: "<b>Office</b> & sons" },
    broker: null,
    authority: "test",
  });
  page = await serveStatus(office, 0);
});
afterAll(async () => {
  await page.close();
  await office.close();
});

const aborts: AbortController[] = [];
afterEach(() => {
  for (const abort of aborts.splice(0)) abort.abort();
});

function ask(path: string, options: { method?: string; host?: string } = {}) {
  const { method = "GET", host } = options;
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const headers = host === undefined ? {} : { Host: host };
    const sent = request(new URL(path, page.url), { method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

async function watch() {
  const abort = new AbortController();
  aborts.push(abort);
  return fetch(new URL("events", page.url), { signal: abort.signal });
}

describe("the page of a site", () => {
  it("gives the whole state as JSON", async () => {
    const { status, body } = await ask("/state");
    expect(status).toBe(200);
    const state = JSON.parse(body);
    expect(state.doors).toEqual(office.description?.doors.map(({ id }) => office.door(id)));
    expect(state.sensors).toHaveLength(office.description?.sensors.length ?? -1);
    expect(state.supplies).toContainEqual(office.supply("grid"));
    expect(state.areas).toContainEqual(office.area("lobby"));
  });

  it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])(
    "changes nothing for %s",
    async (method) => {
      expect(await ask("/state", { method })).toMatchObject({ status: 405 });
    },
  );

  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "192.168.1.4:8080", "::1"])(
    "does not answer a browser that came for %s",
    async (host) => {
      expect(await ask("/state", { host })).toMatchObject({ status: 421 });
    },
  );

  it("answers to this machine's own names", async () => {
    expect(await ask("/", { host: "localhost:1" })).toMatchObject({ status: 200 });
    expect(await ask("/", { host: "127.0.0.1" })).toMatchObject({ status: 200 });
    expect(await ask("/admin")).toMatchObject({ status: 404 });
  });

  it("lets in so many browsers and no more, and again when one has left", async () => {
    const first = await watch();
    const rest = await Promise.all(Array.from({ length: MAX_WATCHERS }, watch));
    expect(first.status).toBe(200);
    expect(rest.map(({ status }) => status).toSorted()).toEqual([
      ...Array.from({ length: MAX_WATCHERS - 1 }, () => 200),
      503,
    ]);
    aborts[0]?.abort();
    await vi.waitFor(async () => expect((await watch()).status).toBe(200));
  });

  it("can't take a port that is taken", async () => {
    const { port } = new URL(page.url);
    await expect(serveStatus(office, Number(port))).rejects.toMatchObject({
      code: "port-in-use",
      message: expect.stringContaining("Give --http another"),
    });
  });
});

describe("the page in a browser", () => {
  it("shows names as text, follows the site, and says when it can't", async () => {
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
    });
    try {
      const own = await serveStatus(office, 0);
      const tab = await browser.newPage();
      const complaints: string[] = [];
      tab.on("console", (message) => complaints.push(message.text()));
      tab.on("pageerror", (error) => complaints.push(String(error)));
      await tab.goto(own.url);
      await tab.getByText("Live.").waitFor();
      expect(await tab.locator("h1").textContent()).toBe("<b>Office</b> & sons");
      const front = tab.locator("#doors tr", { hasText: "Front door" });
      expect(await front.locator("td").nth(0).textContent()).toBe("unknown");
      office.tell({ type: "reading", sensor: "lobby-smoke", value: "alarm" });
      await front.getByText("Released for fire").waitFor();
      expect(await tab.locator("#areas tr", { hasText: "latched" }).count()).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
      if (process.env["EGRESS_SHOTS"] !== undefined)
        await tab.screenshot({ path: `${process.env["EGRESS_SHOTS"]}/page.png`, fullPage: true });
      await own.close();
      await tab.getByText("can't be reached").waitFor();
      expect(await tab.locator("body").getAttribute("class")).toBe("stale");
    } finally {
      await browser.close();
    }
  });
});
