import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NODE_TYPES, type NodeType } from "../../nodes/shared/migrations.ts";
import { exampleFlow } from "./example-flow.ts";
import { PACKAGE_ROOT } from "./node-red-runtime.ts";

const read = (path: string) => readFileSync(join(PACKAGE_ROOT, path), "utf8");
const html = (type: NodeType) => read(`nodes/${type}/${type}.html`);
const catalogue = (type: NodeType): unknown =>
  JSON.parse(read(`nodes/${type}/locales/en-US/${type}.json`));

/** The text of a key such as `egress-door.label.site`; undefined where there is none. */
function textOf(type: NodeType, key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>(
      (level, name) => (level as Record<string, unknown> | undefined)?.[name],
      catalogue(type),
    );
}

/** The names in the `defaults` of a form. */
function defaultsOf(type: NodeType): readonly string[] {
  const source = html(type);
  const start = source.indexOf("defaults: {");
  const end = source.slice(start).search(/\n {4}\},?\n/);
  return [...source.slice(start, start + end).matchAll(/^ {6}(\w+): \{/gm)].map(
    ([, name]) => name ?? "",
  );
}

describe.each(NODE_TYPES)("the form of %s", (type) => {
  it("has a text for every key it names", () => {
    const keys = [...html(type).matchAll(/data-i18n="(?:\[\w+\])?([\w.-]+)"/g)].map(
      ([, key]) => key ?? "",
    );
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.filter((key) => typeof textOf(type, key) !== "string")).toEqual([]);
  });

  it("has a field for everything that it saves, and a version", () => {
    const saved = defaultsOf(type);
    expect(saved).toContain("version");
    const prefix = type === "egress-site" ? "node-config-input" : "node-input";
    const without = saved.filter(
      (name) =>
        name !== "version" && !new RegExp(`id="${prefix}-${name}(-list)?"`).test(html(type)),
    );
    expect(without).toEqual([]);
  });

  it("is registered by a literal, in a script that says what it is", () => {
    expect(html(type)).toContain('<script type="text/javascript">');
    expect(html(type)).toContain(`RED.nodes.registerType("${type}", {`);
    expect(html(type)).not.toMatch(/\.\.\./);
  });

  it("brings no colour of its own but that of the node", () => {
    const colours = html(type).match(/#[0-9a-fA-F]{3,8}\b(?!["'] ?\))/g) ?? [];
    expect(colours.filter((colour) => /^#[0-9a-fA-F]{6}$/.test(colour)).length).toBeLessThanOrEqual(
      1,
    );
    expect(html(type)).not.toMatch(/rgba?\(/);
  });

  it("takes a complaint's text from its validators: each declares both arguments", () => {
    expect(html(type)).not.toMatch(/validate: function \((\w*)\)/);
  });

  it("has help that says what goes in and out", () => {
    const help = read(`nodes/${type}/locales/en-US/${type}.html`);
    expect(help).toContain(`<script type="text/markdown" data-help-name="${type}">`);
    expect(help).toContain("### Details");
    if (type !== "egress-site") expect(help).toContain("### Outputs");
    const cutByTheEditor = help.split("\n").filter((line) => /^: .*\) *: .*:/.test(line));
    expect(cutByTheEditor).toEqual([]);
  });
});

describe("the package", () => {
  it("names the built file of every node type, the site's first", () => {
    const { "node-red": block } = JSON.parse(read("package.json")) as {
      "node-red": { nodes: Record<string, string> };
    };
    expect(block.nodes).toEqual(
      Object.fromEntries(NODE_TYPES.map((type) => [type, `dist/nodes/${type}/${type}.js`])),
    );
    expect(Object.keys(block.nodes)[0]).toBe("egress-site");
  });

  it("shows every node type in an example", () => {
    const used = new Set(exampleFlow().map(({ type }) => type));
    expect(NODE_TYPES.filter((type) => !used.has(type))).toEqual([]);
  });
});
