/** True messages of true products, from which false ones are made. */

export const MESSAGES: readonly string[] = [
  '{"smoke":true,"battery":97,"battery_low":false,"tamper":false,"test":false,"linkquality":112}',
  '{"contact":false,"battery":100,"voltage":3000,"linkquality":84}',
  '{"state":"LOCK","lock_state":"locked","battery":88}',
  '{"state":"ON","power_on_behavior":"off"}',
  '{"carbon_monoxide":false,"gas":false,"water_leak":true}',
  '{"commandClass":113,"property":"Smoke Alarm","propertyKey":"Sensor status","newValue":2}',
  '{"commandClass":98,"property":"currentMode","value":255}',
  '{"time":1700000000000,"value":true}',
  '{"entity_id":"binary_sensor.smoke","state":"on","attributes":{"device_class":"smoke"}}',
  '{"new_state":{"state":"unavailable"}}',
  '{"SmokeDetected":1,"StatusLowBattery":0}',
  '{"LockCurrentState":1,"ContactSensorState":0}',
  '{"state":{"fire":true,"lastupdated":"2026-01-01T00:00:00"},"config":{"battery":80,"on":true}}',
  '{"smoke":false,"bat":{"value":98},"is_valid":true}',
  '{"src":"shellyplus1","method":"NotifyStatus","params":{"ts":1,"switch:0":{"id":0,"output":true}}}',
  '{"id":0,"state":false}',
  '{"params":{"events":[{"component":"input:0","event":"btn_down"}]},"method":"NotifyEvent"}',
  '{"POWER":"ON","Wifi":{"RSSI":84}}',
  '{"Switch1":{"Action":"OFF"}}',
  '{"dps":{"1":"alarm","15":"low"}}',
  '{"code":"smoke_sensor_state","value":"normal"}',
  '{"ups.status":"OB DISCHRG LB","battery.charge":"18","battery.runtime":"420"}',
  '{"STATUS":"ONBATT","BCHARGE":"71.0 Percent","TIMELEFT":"14.3 Minutes"}',
  '{"value":"alarm","battery":{"percent":50,"low":false},"tamper":false}',
  '{"value":{"status":"on-battery","percent":40,"runtimeSeconds":600}}',
  '{"bolt":"locked"}',
  "ON",
  "OFF",
  "online",
  "Offline",
  "true",
  "0",
  "open",
  "unavailable",
];

/** What `upsd` answers to `LIST VAR`. */
export const UPSD_LINES: readonly string[] = [
  'VAR it ups.status "OL CHRG"\nVAR it battery.charge "97"\nVAR it battery.runtime "2280"',
  'VAR it ups.status "OB DISCHRG LB"\nVAR it battery.charge "18"\nVAR it battery.runtime "420"',
  'VAR it ups.status "FSD OFF"\nVAR it device.mfr "A \\"B\\" C"',
  'BEGIN LIST VAR it\nVAR it ups.status "ALARM OL RB"\nEND LIST VAR it',
  "ERR DATA-STALE",
];

/** A request as it was fresh once; everything made from it is stale or broken. */
export const STALE_REQUEST =
  '{"id":"a1","action":"unlock","door":"front","by":"alice","via":"phone","at":"2020-01-01T00:00:00.000Z","replyTo":"egress/office/reply/phone"}';

export const SITE_TEXT = `version: 1
id: office
name: Small office
areas: [{ id: lobby }, { id: vault, highValue: true }]
supplies:
  - { id: grid, kind: mains }
  - { id: ups, kind: ups, fedBy: grid, capacityWh: 84, critical: { percent: 20, minutes: 10 } }
sensors:
  - { id: smoke, kind: smoke, area: lobby, supervision: { every: 4h, critical: false } }
doors:
  - id: front
    from: lobby
    to: outside
    exit: true
    egressDevices: [{ kind: exit-button, via: power, hold: 30s }]
    emergencyRelease: { hardwired: true }
    locks:
      - { id: mag, hardware: maglock, failMode: fail-safe, supply: ups, controllerLoss: release }
`;
