/** What a newcomer reads when the house is up: what to open, what to scan, what to try. */
import { join } from "node:path";
import { styleText } from "node:util";
import qrcode from "qrcode-terminal";
import { SCENARIOS } from "./scenarios/index.ts";
import type { Scene } from "./stage.ts";

export const NOT_LISTED =
  "Egress is no listed fire or access-control system; first of all a door is released by hard wire.";

export interface WelcomeOptions {
  readonly scene: Scene;
  readonly folder: string;
  readonly lan: boolean;
  readonly styled: boolean;
}

export async function welcome({ scene, folder, lan, styled }: WelcomeOptions): Promise<string> {
  const { bridge, nodeRedUrl, brokerUrl } = scene;
  const bold = (text: string) =>
    styled ? styleText("bold", text, { validateStream: false }) : text;
  const dim = (text: string) => (styled ? styleText("dim", text, { validateStream: false }) : text);
  const phone = lan
    ? "Home app: Add Accessory, and scan this. It is uncertified, so say Add Anyway."
    : "Only this machine can reach it now. For a phone: npm start -- --lan";
  return [
    bold("The demo house is up."),
    "",
    `  ${bold("Open")}     ${nodeRedUrl}   Node-RED: the house live, with buttons to press`,
    `  ${bold("HomeKit")}  ${bridge.pin}   ${phone}`,
    "",
    (await qr(bridge.setupUri)).replaceAll(/^/gm, "    "),
    `  ${bold("Listen")}   ${brokerUrl}   any MQTT client; the house is under egress/house/`,
    `  ${bold("Logs")}     ${join(folder, "node-red/node-red.log")}`,
    `           ${join(folder, "homebridge/homebridge.log")}`,
    "",
    `  ${bold("Try")}      ${Object.keys(SCENARIOS).map(playing).join("\n           ")}`,
    "",
    dim(NOT_LISTED),
    dim("Ctrl-C ends everything."),
    "",
  ].join("\n");
}

const playing = (name: string) => `npm start -- --scenario ${name}`;

function qr(text: string): Promise<string> {
  return new Promise((resolve) => qrcode.generate(text, { small: true }, resolve));
}
