/** What goes wrong on the way to an engine or back. The words are those of toxiproxy and of HTTP. */
export const FAULT_KINDS = ['reset', 'end', 'stall', 'truncate', 'refuse', 'fail', 'slice', 'delay'] as const;

/** What goes wrong on the way to an engine or back. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** How far a request has come when it happens. */
export const FAULT_MOMENTS = ['before-request', 'before-headers', 'after-headers', 'mid-stream'] as const;

/** How far a request has come when it happens. */
export type FaultMoment = (typeof FAULT_MOMENTS)[number];

/** One entry of the menu. */
export interface MenuEntry {
  /** In a few words, for a table. */
  readonly meaning: string;
  /** When it can happen. At every moment but `before-request` the engine carries the request out. */
  readonly moments: readonly FaultMoment[];
  /** Whether everything arrives in the end, so that nothing may come of it. */
  readonly isHarmless: boolean;
}

const ALWAYS: readonly FaultMoment[] = FAULT_MOMENTS;

/** The menu that the proxy before a real engine and the scripted engine share. */
export const FAULT_MENU: Readonly<Record<FaultKind, MenuEntry>> = {
  reset: { meaning: 'the connection is reset', moments: ALWAYS, isHarmless: false },
  end: { meaning: 'the connection is closed as at a good end', moments: ALWAYS, isHarmless: false },
  stall: { meaning: 'nothing comes any more', moments: ALWAYS, isHarmless: false },
  truncate: {
    meaning: 'only the first bytes of what is sent, or of the answer, arrive',
    moments: ['mid-stream'],
    isHarmless: false,
  },
  refuse: { meaning: 'HTTP 400, 404 or 409', moments: ['before-request'], isHarmless: false },
  fail: { meaning: 'HTTP 500, 502 or 503', moments: ['before-request', 'before-headers'], isHarmless: false },
  slice: { meaning: 'everything arrives in small pieces', moments: ['mid-stream'], isHarmless: true },
  delay: { meaning: 'everything arrives late', moments: ['before-request', 'before-headers'], isHarmless: true },
};

/** The statuses of the answers that are made up. */
export const MADE_UP_STATUSES: Readonly<Record<'refuse' | 'fail', readonly number[]>> = {
  refuse: [400, 404, 409],
  fail: [500, 502, 503],
};

/** The calls that a run makes, each with the request lines that carry it. The first that matches counts. */
export const FAULT_CALLS = {
  info: /^GET (\/v[\d.]+)?\/(version|info|_ping)\b/,
  create: /^POST \S*\/containers\/create\b/,
  attach: /^POST \S*\/containers\/[^/ ]+\/attach\b/,
  wait: /^POST \S*\/containers\/[^/ ]+\/wait\b/,
  start: /^POST \S*\/containers\/[^/ ]+\/start\b/,
  kill: /^POST \S*\/containers\/[^/ ]+\/(kill|stop)\b/,
  exec: /^(POST \S*\/containers\/[^/ ]+\/exec\b|(POST|GET) \S*\/exec\/)/,
  inspect: /^GET \S*\/containers\/[^/ ]+\/json\b/,
  top: /^GET \S*\/containers\/[^/ ]+\/top\b/,
  logs: /^GET \S*\/containers\/[^/ ]+\/logs\b/,
  archive: /^(GET|HEAD|PUT) \S*\/containers\/[^/ ]+\/archive\b/,
  remove: /^DELETE \S*\/containers\//,
  list: /^GET \S*\/containers\/json\b/,
  networks: /^\w+ \S*\/networks\b/,
  volumes: /^\w+ \S*\/volumes\b/,
  images: /^\w+ \S*\/images\b/,
  events: /^GET \S*\/events\b/,
  registry: /^(GET|HEAD) \/v2\//,
} as const satisfies Readonly<Record<string, RegExp>>;

/** A call that a run makes. */
export type FaultCall = keyof typeof FAULT_CALLS;

/** The call that a request line carries; undefined for one that no run makes. */
export function callOf(requestLine: string): FaultCall | undefined {
  const calls = Object.entries(FAULT_CALLS) as [FaultCall, RegExp][];
  return calls.find(([, pattern]) => pattern.test(requestLine))?.[0];
}

/** One fault, with all that was drawn for it. */
export interface ScriptedFault {
  readonly kind: FaultKind;
  readonly moment: FaultMoment;
  /** Of a made-up answer. */
  readonly status: number;
  /** How many bytes pass before it happens in the middle of a stream. */
  readonly bytes: number;
  readonly delayMs: number;
}

/** Whether the engine carries the request out all the same. */
export function isCarriedOut({ moment }: ScriptedFault): boolean {
  return moment !== 'before-request';
}

/** Whether everything arrives in the end. */
export function isHarmless({ kind }: ScriptedFault): boolean {
  return FAULT_MENU[kind].isHarmless;
}
