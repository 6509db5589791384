/** The package as npm would deliver it, in an empty Node-RED and an empty Homebridge. */
import { execFile } from "node:child_process";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODE_TYPES } from "../../nodes/shared/migrations.ts";
import { startHomebridge } from "../homebridge-plugin/homebridge-process.ts";
import { startNodeRedProcess } from "../nodes/node-red-process.ts";
import { Ends, settled } from "./house.ts";

const ROOT = join(import.meta.dirname, "../..");
const run = promisify(execFile);

interface Manifest {
  readonly [key: string]: unknown;
  readonly name: string;
  readonly version: string;
  readonly keywords: readonly string[];
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly engines: { readonly node: string; readonly homebridge: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: { readonly egress: string };
  readonly exports: Readonly<
    Record<string, string | { readonly types: string; readonly import: string }>
  >;
  readonly "node-red": {
    readonly version: string;
    readonly nodes: Readonly<Record<string, string>>;
  };
}

const ends = new Ends();
let userDir: string;
let installed: string;
let files: readonly string[];
let manifest: Manifest;

const inPackage = (path: string) => readFileSync(join(installed, path), "utf8");
const inRepository = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Unpacked as `npm install` would; its dependencies are those of the repository, so no network is asked. */
beforeAll(async () => {
  userDir = mkdtempSync(join(tmpdir(), "egress-package-"));
  ends.add(async () => rmSync(userDir, { recursive: true, force: true }));
  const modules = join(userDir, "node_modules");
  installed = join(modules, "homebridge-egress");
  mkdirSync(installed, { recursive: true });

  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", userDir];
  const { stdout } = await run("npm", pack, { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  files = packed?.files.map(({ path }) => path) ?? [];
  const tarball = join(userDir, packed?.filename ?? "");
  await run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);

  manifest = JSON.parse(inPackage("package.json")) as Manifest;
  for (const name of Object.keys(manifest.dependencies)) {
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
});
afterAll(() => ends.all());

describe("what is in the package", () => {
  it("has what a stranger looks for first", () => {
    for (const file of [
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "SECURITY.md",
      "config.schema.json",
    ])
      expect(files).toContain(file);
  });

  it("has no test, no demo, no source and nothing of the workshop", () => {
    const known =
      /^(README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|package\.json|config\.schema\.json|examples\/.+\.(json|yaml)|dist\/LICENSE-zod|dist\/chunks\/\w[\w-]*\.js|dist\/(src|nodes|homebridge-plugin)\/.+\.(js|d\.ts|html|json|svg))$/;
    expect(files.filter((file) => !known.test(file))).toEqual([]);
    expect(files.filter((file) => /(^|\/)(test|demo)\/|\.test\./.test(file))).toEqual([]);
  });

  it("has every file that its own entries name", () => {
    const entries = [
      manifest.bin.egress,
      ...Object.values(manifest["node-red"].nodes),
      ...Object.values(manifest.exports).map((to) => (typeof to === "string" ? to : to.import)),
    ];
    for (const entry of entries) expect(existsSync(join(installed, entry)), entry).toBe(true);
  });

  it("has the code of the demo in none of its files", () => {
    const ofDemo = files.filter(
      (file) => file.endsWith(".js") && inPackage(file).includes("// dist/demo/"),
    );
    expect(ofDemo).toEqual([]);
    expect(inRepository("dist/demo/main.js")).toContain("// dist/demo/");
  });

  it("carries the licence of the library that it carries", () => {
    expect(inPackage("dist/LICENSE-zod")).toContain("Permission is hereby granted");
    const carried = files.filter(
      (file) => file.endsWith(".js") && inPackage(file).includes("// node_modules/zod/"),
    );
    expect(carried.length).toBeGreaterThan(0);
    const others = files.filter(
      (file) => file.endsWith(".js") && /^\/\/ node_modules\/(?!zod\/)/m.test(inPackage(file)),
    );
    expect(others).toEqual([]);
  });

  it("has types that need no package but the host's", () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const follow = (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const [, from = ""] of inPackage(path).matchAll(/(?:\bfrom |\bimport\()"([^"]+)"/g)) {
        if (from.startsWith(".")) follow(join(dirname(path), from.replace(/\.[jt]s$/, ".d.ts")));
        else if (!from.startsWith("node:")) packages.add(from);
      }
    };
    for (const to of Object.values(manifest.exports)) if (typeof to !== "string") follow(to.types);
    expect(seen.size).toBeGreaterThan(3);
    expect([...packages]).toEqual(["homebridge"]);
  });

  it("needs nothing that it does not name", () => {
    const named = new Set(Object.keys(manifest.dependencies));
    const imported = files
      .filter((file) => file.endsWith(".js"))
      .flatMap((file) => [...inPackage(file).matchAll(/(?:\bfrom |\bimport\()"([^".\s][^"\s]*)"/g)])
      .map(([, specifier = ""]) => specifier)
      .filter((specifier) => !specifier.startsWith("node:"))
      .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
    expect(imported.filter((name) => !named.has(name))).toEqual([]);
    expect(new Set(imported)).toEqual(named);
  });
});

describe("the package in an empty Node-RED", () => {
  it("brings its six node types without an error, and its examples", async () => {
    const flows = [{ id: "tab", type: "tab", label: "Empty" }];
    writePackageJson();
    const nodeRed = await startNodeRedProcess(flows, { userDir, nodesDir: [] });
    ends.add(() => nodeRed.stop());
    const answer = await fetch(`${nodeRed.url}/nodes`, { headers: { accept: "application/json" } });
    const sets = (await answer.json()) as {
      module: string;
      version: string;
      types: string[];
      enabled: boolean;
      err?: unknown;
    }[];
    const ours = sets.filter(({ module }) => module === "homebridge-egress");
    expect(ours.flatMap(({ types }) => types).sort()).toEqual([...NODE_TYPES].sort());
    for (const { err, enabled, version } of ours) {
      expect({ err, enabled, version }).toEqual({ enabled: true, version: manifest.version });
    }
    // Node-RED passes over examples that stand beside a folder sorted before them.
    const example = "examples/flows/homebridge-egress/flows/smoke-opens-the-door";
    const flow = (await (await fetch(`${nodeRed.url}/library/${example}`)).json()) as unknown[];
    expect(flow.length).toBeGreaterThan(NODE_TYPES.length);
    await nodeRed.stop();
  });
});

function writePackageJson(): void {
  const dependencies = { "homebridge-egress": manifest.version };
  writeFileSync(join(userDir, "package.json"), JSON.stringify({ private: true, dependencies }));
}

describe("the package in an empty Homebridge", () => {
  it("loads, does nothing until it is set up, and says so", async () => {
    const homebridge = await startHomebridge({ platform: {}, plugin: installed });
    ends.add(() => homebridge.stop());
    await homebridge.logged(/Loaded plugin: homebridge-egress@/);
    await homebridge.logged(/Egress is not configured, so it does nothing/);
    expect(homebridge.log).not.toMatch(/error|deprecat/i);
  });

  it("runs a site", async () => {
    const site = "version: 1\nid: hut\nname: Hut";
    const platform = { mode: "authority", site, broker: { kind: "none" } };
    const homebridge = await startHomebridge({ platform, plugin: installed });
    ends.add(() => homebridge.stop());
    const home = await homebridge.pair();
    await settled(async () => expect(await home.names()).toContain("Hut release"));
  });
});

describe("the command", () => {
  const egress = (...args: readonly string[]) =>
    run(process.execPath, [join(installed, manifest.bin.egress), ...args], { cwd: userDir });

  it("is a program of its own, and tells its version", async () => {
    expect(inPackage(manifest.bin.egress)).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect((await egress("--version")).stdout).toBe(`${manifest.version}\n`);
  });

  it("plays a site that comes with the package", async () => {
    const events = join(userDir, "events.jsonl");
    writeFileSync(events, '{"at":0,"type":"tick"}\n');
    const [example = ""] = globSync("examples/sites/small-office.yaml", { cwd: installed });
    const { stdout } = await egress("replay", join(installed, example), events);
    expect(Object.keys((JSON.parse(stdout) as { doors: object }).doors)).toContain("front");
  });
});

describe("what Homebridge's verification asks", () => {
  it("is a plugin by name and keyword, on https, with its issues in the open", () => {
    expect(manifest.name).toMatch(/^((@[\w-]+(\.[\w-]+)*)\/)?(homebridge-[\w-]+)$/);
    expect(manifest.keywords).toContain("homebridge-plugin");
    expect(manifest.keywords.length).toBeGreaterThan(1);
    expect(manifest.homepage).toMatch(/^https:\/\//);
    expect(manifest.bugs.url).toMatch(/^https:\/\/github\.com\/[^/]+\/[^/]+\/issues$/);
  });

  it("runs nothing when it is installed", () => {
    for (const script of ["preinstall", "install", "postinstall"])
      expect(manifest.scripts).not.toHaveProperty(script);
  });

  it("runs on every long-term Node and on the Homebridge of today, and brings neither along", () => {
    for (const line of [22, 24, 26]) expect(manifest.engines.node).toContain(`^${line}.`);
    const { version } = JSON.parse(
      inRepository("node_modules/homebridge/package.json"),
    ) as Manifest;
    expect(manifest.engines.homebridge).toBe(`^${version.split(".")[0]}.0.0`);
    const brought = ["homebridge", "hap-nodejs", "@homebridge/hap-nodejs"];
    for (const name of brought) expect(manifest.dependencies).not.toHaveProperty(name);
    expect(manifest).not.toHaveProperty("peerDependencies");
  });

  it("has an entry that is an initializer", async () => {
    const entry = manifest.exports["."];
    const path = typeof entry === "object" ? entry.import : "";
    const loaded: unknown = await import(pathToFileURL(join(installed, path)).href);
    expect(loaded).toMatchObject({ default: expect.any(Function) });
  });

  it("has a settings form for the platform, with every setting in its layout known", () => {
    const form = JSON.parse(inPackage("config.schema.json")) as {
      pluginAlias: string;
      pluginType: string;
      schema: { type: string; properties: Record<string, unknown> };
      layout?: readonly unknown[];
    };
    expect(form).toMatchObject({
      pluginAlias: "Egress",
      pluginType: "platform",
      schema: { type: "object", properties: { name: { type: "string" } } },
    });
    const keys = [...JSON.stringify(form.layout ?? []).matchAll(/"key":"(\w+)/g)];
    const known = Object.keys(form.schema.properties);
    expect(keys.map(([, key]) => key).filter((key) => !known.includes(key ?? ""))).toEqual([]);
  });
});

describe("what node-red-dev checks", () => {
  it("P01, P03, P04, P05: licence, repository, name and keyword", () => {
    expect(manifest).toMatchObject({ license: "MIT", repository: { type: "git" } });
    expect(manifest.name).not.toMatch(/^node-?red/);
    expect(manifest.keywords).toContain("node-red");
  });

  it("P06: the Node-RED of today is new enough", () => {
    const { version } = JSON.parse(inRepository("node_modules/node-red/package.json")) as Manifest;
    const least = /^>=(\d+)\.0\.0$/.exec(manifest["node-red"].version)?.[1];
    expect(Number(version.split(".")[0])).toBeGreaterThanOrEqual(Number(least));
  });

  it("P07: stays red, for a reason that is written down", () => {
    expect(manifest.engines.node).toMatch(/^\^22\.13/);
    expect(inRepository("docs/decisions/0001-one-package.md")).toMatch(/P07[\s\S]+22\.13/);
  });

  it("N01, N02: its types are its own, and each is shown in an example", () => {
    expect(Object.keys(manifest["node-red"].nodes).sort()).toEqual([...NODE_TYPES].sort());
    expect(NODE_TYPES.filter((type) => !type.startsWith("egress-"))).toEqual([]);
    const shown = globSync("examples/**/*.json", { cwd: installed })
      .flatMap((file) => JSON.parse(inPackage(file)) as { type: string }[])
      .map(({ type }) => type);
    expect(NODE_TYPES.filter((type) => !shown.includes(type))).toEqual([]);
  });

  it("D01: few dependencies", () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThanOrEqual(6);
  });

  it.each(NODE_TYPES)("can read the form of %s, which must be one plain literal", (type) => {
    const html = inPackage((manifest["node-red"].nodes[type] ?? "").replace(/\.js$/, ".html"));
    const scripts = html.match(/<script[^>]*>/g) ?? [];
    expect(scripts).toContain('<script type="text/javascript">');
    expect(scripts.filter((tag) => /\ssrc=/.test(tag))).toEqual([]);
    const [, definition = ""] = html.split(`RED.nodes.registerType("${type}", {`);
    const defaults = /defaults: \{[\s\S]*?\n {4}\}/.exec(definition)?.[0];
    expect(defaults).toMatch(/version: \{ value: 1 \}/);
    expect(defaults).not.toContain("...");
  });
});
