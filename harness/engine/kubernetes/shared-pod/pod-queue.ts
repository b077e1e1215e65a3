/** Something that waits for a pod. */
export interface QueueItem {
  /** Only those of one kind can share a pod: they run on one node and reach the same. */
  readonly kind: string;
  /** Whether it can share a pod with nothing. */
  readonly isAlone: boolean;
}

/** Gathers what is asked for at about the same time, and opens pods for it. */
export interface PodQueue<Item extends QueueItem> {
  add(item: Item): void;
  /** Says whether it still waited. */
  drop(item: Item): boolean;
}

/** How pods are opened for what waits. */
export interface PodQueueMeans<Item extends QueueItem> {
  /** The most that share a pod. */
  readonly perPod: number;
  /** How many pods may be at work at once. */
  readonly pods: number;
  /** Resolves when nothing more is to be expected soon. */
  readonly quiet: () => Promise<void>;
  /** Opens a pod for these; `free` is to be called once when another one may be opened. */
  readonly open: (items: readonly Item[], free: () => void) => void;
}

/**
 * A queue in front of pods. A pod is opened when there is room for one, and either as many wait as can share one, or nothing more came for
 * a while. Meanwhile those that were asked for gather.
 */
export function podQueue<Item extends QueueItem>({ perPod, pods, quiet, open }: PodQueueMeans<Item>): PodQueue<Item> {
  let waiting: Item[] = [];
  let busy = 0;
  let news = 0;
  const next = (isQuiet: boolean): readonly Item[] | undefined => {
    for (const first of waiting) {
      const fitting = first.isAlone
        ? [first]
        : waiting.filter(({ kind, isAlone }) => kind === first.kind && !isAlone).slice(0, perPod);
      if (isQuiet || first.isAlone || fitting.length === perPod) return fitting;
    }
    return undefined;
  };
  const pump = (isQuiet: boolean): void => {
    while (busy < pods) {
      const items = next(isQuiet);
      if (items === undefined) break;
      waiting = waiting.filter((item) => !items.includes(item));
      busy += 1;
      let isFree = false;
      open(items, () => {
        if (isFree) return;
        isFree = true;
        busy -= 1;
        hear();
      });
    }
  };
  const hear = (): void => {
    news += 1;
    const heard = news;
    pump(false);
    if (waiting.length === 0 || busy >= pods) return;
    void quiet().then(() => {
      if (heard === news) pump(true);
    });
  };
  return {
    add: (item) => {
      waiting.push(item);
      hear();
    },
    drop: (item) => {
      const isThere = waiting.includes(item);
      waiting = waiting.filter((other) => other !== item);
      return isThere;
    },
  };
}
