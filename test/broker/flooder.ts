/**
 * A process that floods a broker: `flooder PORT RATE TOPIC PAYLOAD...`. It writes ready-made PUBLISH
 * packets in turn, as many a second as asked for or as the broker takes, until it is killed, and prints
 * how many the broker took after each second. It speaks MQTT 3.1.1 by hand, since a library would spend
 * its time on other things than flooding.
 */
import { once } from "node:events";
import { connect } from "node:net";

const [port = "0", rate = "50000", topic = "", ...payloads] = process.argv.slice(2);

const SLICES_A_SECOND = 50;

function packet(head: number, body: Buffer): Buffer {
  const length: number[] = [];
  for (let left = body.byteLength; ; ) {
    const digit = left % 128;
    left = Math.floor(left / 128);
    length.push(left > 0 ? digit | 0x80 : digit);
    if (left === 0) break;
  }
  return Buffer.concat([Buffer.from([head, ...length]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.byteLength >> 8, bytes.byteLength & 0xff]), bytes]);
}

const socket = connect(Number(port), "127.0.0.1");
await once(socket, "connect");
const hello = Buffer.concat([
  text("MQTT"),
  Buffer.from([4, 2, 0, 0]),
  text(`flood-${process.pid}`),
]);
socket.write(packet(0x10, hello));
await once(socket, "data");

const publishes = payloads.map((payload) =>
  packet(0x30, Buffer.concat([text(topic), Buffer.from(payload)])),
);
const perSlice = Math.ceil(Number(rate) / SLICES_A_SECOND);
const slice = Buffer.concat(
  Array.from({ length: perSlice }, (_, at) => publishes[at % publishes.length] ?? Buffer.alloc(0)),
);
let taken = 0;
let due = performance.now();
setInterval(() => process.stdout.write(`${taken}\n`), 1_000);
for (;;) {
  if (!socket.write(slice)) await once(socket, "drain");
  taken += perSlice;
  due = Math.max(due + 1_000 / SLICES_A_SECOND, performance.now() - 100);
  const wait = due - performance.now();
  if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
  else await new Promise((resolve) => setImmediate(resolve));
}
