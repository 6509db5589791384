/** TCP ports of 127.0.0.1. */
import { createServer } from "node:net";

const TRIES = 20;

/** The wished port, or the next one that is free; any free one for 0. */
export async function freePort(wished: number): Promise<number> {
  if (wished !== 0) {
    for (let port = wished; port < wished + TRIES; port += 1) {
      if ((await tryListening(port)) !== null) return port;
    }
  }
  return (await tryListening(0)) ?? 0;
}

async function tryListening(port: number): Promise<number | null> {
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!listening) return null;
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : null;
}
