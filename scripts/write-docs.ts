/** Writes the pages of `docs/` that are made from the code. A test fails when they have drifted. */
import { writeFileSync } from "node:fs";
import { pages } from "./pages.ts";

for (const [path, text] of Object.entries(pages())) writeFileSync(path, text);
