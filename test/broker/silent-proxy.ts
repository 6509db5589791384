/** A way to a broker that can fall silent without closing, and sees how each connection ends. */
import { connect, createServer, type Socket } from "node:net";

export interface SilentProxy {
  readonly port: number;
  /** How connections from clients ended: `reset`, or `ended` in good order. */
  readonly endings: readonly ("reset" | "ended")[];
  /** From now on swallows everything, until `speak`. */
  fallSilent(): void;
  speak(): void;
  close(): Promise<void>;
}

export async function silentProxy(port: number): Promise<SilentProxy> {
  const endings: ("reset" | "ended")[] = [];
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((client) => {
    const broker = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (data) => void (silent || to.write(data)));
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    broker.on("error", () => undefined);
    client.on("end", () => endings.push("ended"));
    client.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNRESET") endings.push("reset");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    endings,
    fallSilent: () => {
      silent = true;
    },
    speak: () => {
      silent = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
