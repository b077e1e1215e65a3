import type { Site } from './port.ts';

/** The sites that an engine has open. */
export interface OpenSites {
  /** Keeps a site until it is closed. */
  keep<S extends Site>(site: S): S;
  /** Closes what is still open. */
  close(): Promise<void>;
}

/** No site is open yet. */
export function openSites(): OpenSites {
  const open = new Set<Site>();
  return {
    keep: (site) => {
      open.add(site);
      return {
        ...site,
        close: async () => {
          open.delete(site);
          await site.close();
        },
      };
    },
    close: async () => {
      await Promise.all([...open].map((site) => site.close()));
    },
  };
}
