/**
 * A port of 127.0.0.1 that hardly anybody takes meanwhile. One that the system gives (port 0) and that is
 * closed again is soon given to another program, or as the near end of some connection; these lie below
 * the ports that systems give away by themselves, and no process here hands one out twice.
 */
import { createServer } from "node:net";

const FIRST = 10_000;
/** Linux gives from 32768 on, other systems from 49152 (RFC 6335, section 6). */
const END = 32_000;

const given = new Set<number>();

export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (END - FIRST));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
