/** What an upsd that lies, stalls or never ends can do to us: nothing. */
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { bindDevice, type UpsdDevice } from "../../src/devices/index.ts";
import { UpsdClient } from "../../src/nut/upsd-client.ts";
import { lineCutter, MAX_LINE_BYTES, MAX_VARIABLES, wordsOf } from "../../src/nut/upsd-lines.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function upsdThat(answers: (socket: Socket, line: string) => void): Promise<UpsdDevice> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (data) => answers(socket, data.toString().trim()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const binding = { profile: "nut", host: "127.0.0.1", port, ups: "rack", timeout: 0.5 };
  const bound = bindDevice(binding, "ups");
  if (!bound.ok || bound.device.upsd === null) throw new Error("no binding");
  return bound.device.upsd;
}

const list = (variables: readonly string[]) =>
  `BEGIN LIST VAR rack\n${variables.join("\n")}\nEND LIST VAR rack\n`;

async function variablesOf(device: UpsdDevice) {
  const client = await UpsdClient.open(device);
  cleanups.push(() => client.close());
  return client.variables("rack");
}

describe("an answer of upsd", () => {
  it("may come in any pieces, with quotes inside of quotes", async () => {
    const text = list(['VAR rack ups.status "OL CHRG"', 'VAR rack ups.model "6\\" \\\\ box"']);
    const device = await upsdThat(async (socket) => {
      for (const character of text) {
        socket.write(character);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    expect(await variablesOf(device)).toEqual({
      "ups.status": "OL CHRG",
      "ups.model": '6" \\ box',
    });
  });

  it.each([
    ["is late", () => undefined, /no answer in 500 ms/],
    ["ends in the middle", (socket: Socket) => socket.end("BEGIN LIST VAR rack\n"), /closed/],
    [
      "has no line end",
      (socket: Socket) => socket.write("x".repeat(MAX_LINE_BYTES + 1)),
      /without end/,
    ],
    [
      "has no end",
      (socket: Socket) => socket.write(list(Array(MAX_VARIABLES + 1).fill('VAR rack a "b"'))),
      /something else/,
    ],
    [
      "is of another UPS",
      (socket: Socket) => socket.write(list(['VAR attic ups.status "OL"'])),
      /something else/,
    ],
    [
      "is no protocol at all",
      (socket: Socket) => socket.write("HTTP/1.1 200 OK\n"),
      /something else/,
    ],
    [
      "opens a quote and never closes it",
      (socket: Socket) => socket.write('VAR rack a "b\n'),
      /is none/,
    ],
    ["is a refusal", (socket: Socket) => socket.write("ERR DATA-STALE\n"), /^DATA-STALE$/],
  ])("that %s is no reading", async (_, answers, reason) => {
    const device = await upsdThat((socket) => void answers(socket));
    await expect(variablesOf(device)).rejects.toThrow(reason);
  });

  it("as long as it may be is one", async () => {
    const variables = Array.from({ length: MAX_VARIABLES }, (_, at) => `VAR rack v.${at} "x"`);
    const device = await upsdThat((socket) => void socket.write(list(variables)));
    expect(Object.keys(await variablesOf(device))).toHaveLength(MAX_VARIABLES);
  });
});

describe("the protocol's lines", () => {
  it.each([
    ['VAR rack ups.status "OL"', ["VAR", "rack", "ups.status", "OL"]],
    ['VAR rack x ""', ["VAR", "rack", "x", ""]],
    ["  OK  ", ["OK"]],
    ["", []],
    ['VAR "', null],
  ])("%j are the words %j", (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  it("are cut at their ends, whatever the pieces", () => {
    const cut = lineCutter();
    expect([cut("OK\r\nVA"), cut("R a"), cut("\n")]).toEqual([["OK"], [], ["VAR a"]]);
    expect(lineCutter()("x".repeat(MAX_LINE_BYTES))).toEqual([]);
    expect(lineCutter()("x".repeat(MAX_LINE_BYTES + 1))).toBeNull();
  });
});
