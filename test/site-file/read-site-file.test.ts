import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSiteFile } from "../../src/site-file/index.ts";
import { officeWith } from "./site-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "egress-site-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("a site file on disk", () => {
  it("gives its site", async () => {
    expect(await readSiteFile(file("office.json", officeWith({})))).toMatchObject({ id: "office" });
  });

  it.each([
    ["is not there", () => join(folder, "nowhere.yaml"), /no such file/],
    ["is a folder", () => folder, /folder/],
    ["is not text", () => file("image.yaml", Uint8Array.of(0xff, 0xfe, 0x00)), /not UTF-8/],
  ])("that %s is unreadable", async (_, path, says) => {
    await expect(readSiteFile(path())).rejects.toMatchObject({
      code: "site-unreadable",
      message: expect.stringMatching(says),
    });
  });

  it("that is no site is invalid, with every problem", async () => {
    await expect(readSiteFile(file("bad.yaml", "id: X\ndoors: 3\n"))).rejects.toMatchObject({
      code: "site-invalid",
      message: expect.stringContaining("3 problems"),
      problems: [{ path: "version" }, { path: "id" }, { path: "doors" }],
    });
  });

  it("that never ends is read to its bound and no further", async () => {
    await expect(readSiteFile("/dev/zero")).rejects.toMatchObject({ code: "site-invalid" });
  });
});
