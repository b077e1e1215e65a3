/** Something that went over the wire, with its place among all that did. */
export interface WirePiece {
  readonly order: number;
  /** Who sent it. */
  readonly from: 'client' | 'server';
  /** In base64. */
  readonly data: string;
}

/** A request and what answered it, or a websocket and what went over it. */
export interface Exchange {
  /** Its place among all that began. */
  readonly order: number;
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** The status of the answer; 101 for a websocket. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly WirePiece[];
}

/**
 * By what a request is recognised when it is asked again. Selectors name a process, which is another one then, and no scenario has two
 * lists that differ in them.
 */
export function keyOf(method: string, url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://cluster');
  const told = ['watch', 'container', 'dryRun'].map((name) => `${name}=${searchParams.get(name) ?? ''}`);
  return [method, pathname, ...told].join(' ');
}

/** The headers of an answer that a client looks at. */
export const KEPT_HEADERS = ['content-type', 'retry-after'];
