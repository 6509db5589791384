/** A connection before there is one. */
import type { Connection } from "./connection.ts";

export function existing(connection: Connection | undefined): Connection {
  return connection ?? UNOPENED;
}

/** Stands in for the moment before the connections are there: nothing leaves. */
const UNOPENED: Connection = {
  open: false,
  subscribe: () => Promise.reject(new Error("not connected")),
  publishBurst: () => false,
  publishRetained: () => false,
  room: () => null,
  read: () => null,
  publishAcknowledged: () => Promise.reject(new Error("not connected")),
  unsubscribe: () => undefined,
  abandon: () => undefined,
  end: () => Promise.resolve(),
};
