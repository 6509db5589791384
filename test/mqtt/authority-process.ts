/** An authority in a process of its own, so that a test can kill or freeze it. Prints `ready`. */
import { linkAuthority } from "../../src/mqtt/authority-link.ts";
import { recordingAuthority } from "./recording-authority.ts";
import { SMALL_OFFICE } from "./small-office.ts";

const [url = ""] = process.argv.slice(2);
const link = await linkAuthority(recordingAuthority(SMALL_OFFICE), {
  broker: { kind: "external", url },
  authority: "a process",
});
await link.ready;
process.stdout.write("ready\n");
