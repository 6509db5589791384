/**
 * Preloaded into the demo's Homebridge unless `--lan` is given, and into every Homebridge under test:
 * every server listens on 127.0.0.1, and mDNS says nothing.
 *
 * Homebridge's `bind` restricts mDNS only; its HAP server listens on every address whatever it says.
 */
import dgram from "node:dgram";
import net from "node:net";

const LOOPBACK = "127.0.0.1";
const { listen } = net.Server.prototype;

net.Server.prototype.listen = function listenOnLoopback(...given) {
  const [first, ...rest] = given;
  if (typeof first === "object" && first !== null && "port" in first) {
    return listen.call(this, { ...first, host: LOOPBACK }, ...rest);
  }
  const isPort = typeof first === "number" || /^\d+$/.test(String(first));
  if (!isPort && first !== undefined) return listen.apply(this, given);
  const callback = given.findLast((argument) => typeof argument === "function");
  return listen.call(this, { port: Number(first ?? 0), host: LOOPBACK }, callback);
};

const { bind } = dgram.Socket.prototype;

dgram.Socket.prototype.bind = function bindToLoopback(...given) {
  const callback = given.findLast((argument) => typeof argument === "function");
  const address = this.type === "udp6" ? "::1" : LOOPBACK;
  return bind.call(this, { port: 0, address }, callback);
};
dgram.Socket.prototype.send = function sendNothing(...given) {
  const callback = given.findLast((argument) => typeof argument === "function");
  if (callback) setImmediate(callback, null, 0);
};
for (const name of [
  "addMembership",
  "dropMembership",
  "setMulticastInterface",
  "setMulticastTTL",
  "setMulticastLoopback",
]) {
  dgram.Socket.prototype[name] = () => undefined;
}
