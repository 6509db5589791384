/**
 * `egress run --http`: a page that shows the site, and the same as JSON. It only shows: nothing that is
 * sent to it changes anything, it listens on this machine alone, and it answers only to this machine's
 * own names, so that a page from elsewhere can't read it through the browser (DNS rebinding).
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { EgressError } from "../errors.ts";
import type { SiteChange, SiteHandle } from "../site-handle.ts";
import { POLICY, statusPage } from "./page.ts";

export interface StatusServer {
  /** Where to look, with the port that was taken. */
  readonly url: string;
  close(): Promise<void>;
}

/** More browsers than this at once are refused: each costs memory at every change. */
export const MAX_WATCHERS = 16;

/** Bytes that a browser may lag behind before it is let go. */
const MAX_UNREAD = 4_000_000;

const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": POLICY,
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/**
 * @param port 0 for a free one.
 * @throws {EgressError} `port-in-use` when the port is taken or may not be opened.
 */
export async function serveStatus(site: SiteHandle, port: number): Promise<StatusServer> {
  const watchers = new Set<ServerResponse>();
  const server = createServer((request, response) => answer(site, watchers, request, response));
  await listening(server, port);
  const stop = site.listen({
    changed(change) {
      for (const watcher of watchers) tell(watcher, "change", change);
    },
  });
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${taken}/`,
    async close() {
      stop();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new EgressError(
      "port-in-use",
      `Port ${port} on 127.0.0.1 can't be opened (${code}). Give --http another; 0 takes a free one.`,
      { cause: error },
    );
  }
}

function answer(
  site: SiteHandle,
  watchers: Set<ServerResponse>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { method, url = "/" } = request;
  const path = url.split("?", 1)[0];
  if (isOwnName(request.headers.host) && method === "GET" && path === "/events")
    watch(site, watchers, response);
  else say(response, pageFor(site, request, path));
}

interface Page {
  readonly status: number;
  readonly body: string;
  readonly type?: "text/html" | "text/plain" | "application/json";
}

function pageFor(site: SiteHandle, { headers, method }: IncomingMessage, path = "/"): Page {
  if (!isOwnName(headers.host)) return { status: 421, body: "Ask for it as 127.0.0.1.\n" };
  if (method !== "GET" && method !== "HEAD")
    return { status: 405, body: "This page only shows. Requests go over MQTT: egress request.\n" };
  if (path === "/") {
    const name = site.description?.name ?? "Egress";
    return { status: 200, body: statusPage(name), type: "text/html" };
  }
  if (path === "/state")
    return { status: 200, body: JSON.stringify(wholeOf(site)), type: "application/json" };
  return { status: 404, body: "There are /, /state and /events.\n" };
}

function say(response: ServerResponse, { status, body, type = "text/plain" }: Page): void {
  const allow = status === 405 ? { Allow: "GET, HEAD" } : {};
  const headers = { ...HEADERS, ...allow, "Content-Type": `${type}; charset=utf-8` };
  response.writeHead(status, headers).end(body);
}

function watch(site: SiteHandle, watchers: Set<ServerResponse>, response: ServerResponse): void {
  if (watchers.size >= MAX_WATCHERS) {
    say(response, { status: 503, body: `${MAX_WATCHERS} browsers look already.\n` });
    return;
  }
  watchers.add(response);
  response.on("close", () => watchers.delete(response));
  response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream; charset=utf-8" });
  tell(response, "state", wholeOf(site));
}

function tell(watcher: ServerResponse, event: "state" | "change", change: SiteChange): void {
  if (watcher.writableLength > MAX_UNREAD) watcher.destroy();
  else watcher.write(`event: ${event}\ndata: ${JSON.stringify(change)}\n\n`);
}

/** The whole site as it is now, in the order of its file. */
function wholeOf(site: SiteHandle): SiteChange {
  const { description } = site;
  return {
    doors: statesOf(description?.doors, (id) => site.door(id)),
    areas: statesOf(description?.areas, (id) => site.area(id)),
    supplies: statesOf(description?.supplies, (id) => site.supply(id)),
    sensors: statesOf(description?.sensors, (id) => site.sensor(id)),
  };
}

function statesOf<State>(
  described: readonly { readonly id: string }[] | undefined,
  state: (id: string) => State | undefined,
): readonly State[] {
  return (described ?? []).flatMap(({ id }) => state(id) ?? []);
}

function isOwnName(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, "");
  return name === "127.0.0.1" || name === "localhost";
}
