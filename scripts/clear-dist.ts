/** Takes away what an earlier build left, so that nothing is shipped whose source is gone. */
import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
