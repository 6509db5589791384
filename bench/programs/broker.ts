/** The embedded broker in a process of its own. Argument: port. */
import { startEmbeddedBroker } from "../../src/mqtt/embedded-broker.ts";

const port = Number(process.argv[2]);
await startEmbeddedBroker({ kind: "embedded", port }, null, () => undefined);
console.log("up");
