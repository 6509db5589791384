/** The sockets beneath MQTT, kept within reach: a dead link must be reset, not ended. */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { ExternalBroker } from "../open-site.ts";

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  "mqtt:": 1883,
  "mqtts:": 8883,
  "ws:": 80,
  "wss:": 443,
};

export interface Wire {
  /** Opens a stream to the broker: TCP, or TLS over it. */
  open(): Socket | TLSSocket;
  /**
   * Throws away what the kernel has not delivered yet. Ending or destroying the stream would still
   * deliver an order to a door half a minute later, when the link heals.
   */
  reset(): void;
}

export function wireTo(broker: ExternalBroker): Wire {
  const url = new URL(broker.url);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (DEFAULT_PORTS[url.protocol] ?? 1883) : Number(url.port);
  const secure = url.protocol === "mqtts:" || url.protocol === "wss:";
  let socket: Socket | null = null;

  return {
    open() {
      // Without noDelay a second order waits some 40 ms for the acknowledgement of the first.
      const tcp = connectTcp({ host, port, noDelay: true });
      socket = tcp;
      if (!secure) return tcp;
      const tls = connectTls({
        socket: tcp,
        host,
        rejectUnauthorized: true,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ...(broker.ca === undefined ? {} : { ca: broker.ca }),
        ...(broker.cert === undefined ? {} : { cert: broker.cert }),
        ...(broker.key === undefined ? {} : { key: broker.key }),
      });
      tcp.on("error", (error) => tls.destroy(error));
      return tls;
    },
    reset() {
      // A TLS socket can't be reset itself; the TCP socket beneath it can.
      socket?.resetAndDestroy();
      socket = null;
    },
  };
}
