/** The opt-in switches: reset, lockdown and drill, for a home that has nothing but Homebridge. */
import type { HAP } from "homebridge";
import type { Action } from "../src/core/input.ts";
import type { AreaState } from "../src/core/view.ts";
import type { AccessoryLike } from "./accessory-identity.ts";
import type { HomeRequests } from "./home-requests.ts";
import { Shown } from "./shown.ts";
import { serviceOf, type Tile } from "./tile.ts";
import { makeWritable } from "./writable.ts";

export const HOME_CONTROLS = ["reset", "lockdown", "drill"] as const;
export type HomeControl = (typeof HOME_CONTROLS)[number];

interface ControlMeaning {
  readonly on: Action;
  /** Turning a push button off means nothing, and is granted. */
  readonly off: Action | "nothing";
  /** Whether the switch is on, by what the areas say. */
  readonly isOn: (areas: readonly AreaState[]) => boolean;
}

export const CONTROL_MEANING: Readonly<Record<HomeControl, ControlMeaning>> = {
  reset: { on: { action: "reset" }, off: "nothing", isOn: () => false },
  lockdown: {
    on: { action: "lockdown" },
    off: { action: "lockdown-release" },
    isOn: (areas) => areas.some((area) => area.lockdown),
  },
  drill: {
    on: { action: "drill-start" },
    off: { action: "drill-end" },
    isOn: (areas) => areas.some((area) => area.drill === true),
  },
};

export interface HomeControlOptions {
  readonly hap: HAP;
  readonly accessory: AccessoryLike;
  readonly control: HomeControl;
  readonly name: string;
  readonly requests: HomeRequests;
  /** The site's areas as they are now; undefined while they aren't known. */
  readonly areas: () => readonly AreaState[] | undefined;
}

export class HomeControlSwitch implements Tile {
  readonly #options: HomeControlOptions;
  readonly #on: Shown<boolean>;
  #heard = 0;

  constructor(options: HomeControlOptions) {
    this.#options = options;
    const { hap, accessory, name, control, requests } = options;
    const service = serviceOf(hap, accessory, hap.Service.Switch, name);
    const characteristic = service.getCharacteristic(hap.Characteristic.On);
    const meaning = CONTROL_MEANING[control];
    this.#on = new Shown<boolean>(hap, characteristic);
    makeWritable({
      hap,
      characteristic,
      shown: this.#on,
      requests,
      meaningOf: (value) => (value === true ? meaning.on : meaning.off),
      heard: () => this.#heard,
      springsBack: meaning.off === "nothing",
      showTruth: () => this.showFirst(),
    });
  }

  showFirst(): boolean {
    const areas = this.#options.areas();
    if (!areas) {
      this.lose();
      return false;
    }
    this.#heard += 1;
    this.#on.show(CONTROL_MEANING[this.#options.control].isOn(areas));
    return false;
  }

  showLast(): void {}

  lose(): void {
    this.#on.lose();
  }
}
