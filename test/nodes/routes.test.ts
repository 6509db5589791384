/** What Node-RED's web server gives away of us: nothing without a login, and no route that does anything. */
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterEach, describe, expect, it } from "vitest";
import { type NodeRedProcess, startNodeRedProcess } from "./node-red-process.ts";

const PASSWORD = "editor-password";
const SECRET = "the-brokers-password";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function hashed(password: string): string {
  const nodeRed = createRequire(createRequire(import.meta.url).resolve("node-red/package.json"));
  const bcrypt = nodeRed("bcryptjs") as { hashSync(password: string, rounds: number): string };
  return bcrypt.hashSync(password, 4);
}

const SITE = {
  id: "site",
  type: "egress-site",
  mode: "mirror",
  siteId: "office",
  url: "mqtt://127.0.0.1:1",
};

async function guarded(): Promise<NodeRedProcess> {
  const users = [{ username: "admin", password: hashed(PASSWORD), permissions: "*" }];
  const nodeRed = await startNodeRedProcess([SITE], { adminAuth: { type: "credentials", users } });
  cleanups.push(() => nodeRed.stop());
  return nodeRed;
}

async function loggedIn(url: string): Promise<string> {
  const login = { client_id: "node-red-admin", grant_type: "password", scope: "*" };
  const answer = await fetch(`${url}/auth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...login, username: "admin", password: PASSWORD }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return `Bearer ${token}`;
}

const GUARDED: readonly (readonly [string, string])[] = [
  ["GET", "/flows"],
  ["POST", "/flows"],
  ["GET", "/flow/global"],
  ["GET", "/nodes"],
  ["GET", "/credentials/egress-site/site"],
  ["POST", "/inject/site"],
];

/** Where a node's own routes would be. */
const OURS = [
  "/egress",
  "/egress/office",
  "/egress-site",
  "/egress-site/site",
  "/egress-control/site",
];

describe("Node-RED with a login", () => {
  it("gives nothing of a site to who hasn't logged in, and no secret to who has", async () => {
    const { url, output } = await guarded();
    for (const [method, path] of GUARDED) {
      const answer = await fetch(`${url}${path}`, { method });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    const authorization = await loggedIn(url);
    const headers = {
      authorization,
      "content-type": "application/json",
      "Node-RED-API-Version": "v2",
    };
    const credentials = { username: "office.node-red", password: SECRET, requestSecret: SECRET };
    const flows = [{ ...SITE, requestKey: "node-red", credentials }];
    const deployed = await fetch(`${url}/flows`, {
      method: "POST",
      headers,
      body: JSON.stringify({ flows }),
    });
    expect(deployed.status).toBe(200);
    const shown = await fetch(`${url}/credentials/egress-site/site`, { headers });
    expect(await shown.json()).toEqual({
      username: "office.node-red",
      has_password: true,
      has_requestSecret: true,
    });
    const kept = await (await fetch(`${url}/flows`, { headers })).text();
    expect(kept).toContain("requestKey");
    expect(kept + output()).not.toContain(SECRET);
  });

  it("has no route of ours, for anybody", async () => {
    const { url } = await guarded();
    const authorization = await loggedIn(url);
    for (const path of OURS)
      for (const method of ["GET", "POST", "PUT", "DELETE"]) {
        const answer = await fetch(`${url}${path}`, { method, headers: { authorization } });
        expect([method, path, answer.status]).toEqual([method, path, 404]);
      }
  });
});

describe("the nodes", () => {
  it("register no route: whoever adds one must ask for a permission, and drop this line", () => {
    const sources = globSync("nodes/**/*.{ts,html}").map((file) => [
      file,
      readFileSync(file, "utf8"),
    ]);
    expect(sources.length).toBeGreaterThan(20);
    const routes = sources.filter(([, text]) => /httpNode|httpAdmin|\.server\b/.test(text ?? ""));
    expect(routes.map(([file]) => file)).toEqual([]);
  });
});
