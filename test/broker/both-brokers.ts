/** The brokers that everything must work on: one that others run, and the one inside our process. */
import { type RunningBroker, startEmbeddedBroker } from "../../src/mqtt/embedded-broker.ts";
import { freePort } from "../free-port.ts";
import { startMosquitto, type TestBroker } from "./mosquitto.ts";

export const BOTH_BROKERS: readonly (readonly [string, () => Promise<TestBroker>])[] = [
  ["mosquitto", () => startMosquitto()],
  ["the embedded broker", startEmbedded],
];

async function startEmbedded(): Promise<TestBroker> {
  const port = await freePort();
  let running: RunningBroker | null = null;
  const start = async () => {
    running = await startEmbeddedBroker({ kind: "embedded", port }, null, () => undefined);
  };
  const stop = async () => {
    await running?.close();
    running = null;
  };
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    start,
    stop,
    async restart() {
      await stop();
      await start();
    },
  };
}
